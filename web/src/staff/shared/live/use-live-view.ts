// Owns: a page's look at an attempt as it is being recorded: one view, followed as long as the page is open.
// Never asks again sooner than it was answered: the server holds the question until there is something to tell.
import type { KnownPart, LiveView } from '@zhishi/core/contract'
import { liveViewId, type AttemptId } from '@zhishi/core/ids'
import { REFUSALS } from '@zhishi/core/refusal'
import { useEffect, useState } from 'react'
import { call } from '../../../client/call.ts'
import type { Failure } from '../queries.ts'

/** After an answer that did not come; what was shown meanwhile stays. */
const AGAIN_MS = 2000

export type LiveViewState = { view: LiveView | null; failure: Failure | null }

export function useLiveView(attemptId: AttemptId): LiveViewState {
  const [look, setLook] = useState<LiveViewState>({ view: null, failure: null })
  useEffect(() => {
    const viewId = liveViewId.parse(crypto.randomUUID())
    let isOver = false
    const follow = async (): Promise<void> => {
      let known: KnownPart[] | null = null
      while (!isOver) {
        const answer = await call('lookLive', { params: { attemptId }, body: { viewId, known } })
        if (isOver) return
        if (answer.ok) {
          setLook({ view: answer.value, failure: null })
          known = knownOf(answer.value, known ?? [])
          continue
        }
        setLook(({ view }) => ({ view, failure: { refusal: answer.refusal } }))
        if (answer.refusal && !REFUSALS[answer.refusal.code].isRetryable) return
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      }
    }
    void follow()
    return () => {
      isOver = true
    }
  }, [attemptId])
  return look
}

/** When a part was last told of as it is now. */
function knownOf({ parts, serverNow }: LiveView, before: readonly KnownPart[]): KnownPart[] {
  return parts.map(({ partId, bytes, generation, isSealed }) => {
    const same = before.find((one) => one.partId === partId && one.bytes === bytes && one.generation === generation)
    return { partId, bytes, generation, isSealed, reportedAt: same?.reportedAt ?? serverNow }
  })
}
