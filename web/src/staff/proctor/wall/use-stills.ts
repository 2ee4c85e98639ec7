// Owns: the newest stills of the attempts that are on the screen, asked for while the page can be seen.
// Never keeps one of anybody who is not shown.
import type { Still } from '@zhishi/core/contract'
import { liveViewId, type AttemptId, type SittingId } from '@zhishi/core/ids'
import { STILL_MIME, type Feed } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import { useEffect, useRef, useState } from 'react'
import { call } from '../../../client/call.ts'
import type { Failure } from '../../shared/queries.ts'

/** A still of each feed comes every five seconds. */
const ASK_EVERY_MS = 2000
/** What came while the last answer was made is asked for again: two pictures too many are better than one missing. */
const OVERLAP_MS = 1000

export type Shown = { url: string; receivedAt: Instant }
export type Stills = ReadonlyMap<string, Shown>
export const stillKey = (attemptId: AttemptId, feed: Feed): string => `${attemptId}/${feed}`

export function useStills(
  sittingId: SittingId,
  attemptIds: readonly AttemptId[],
): { stills: Stills; asOf: Instant | null; failure: Failure | null } {
  const [viewId] = useState(() => liveViewId.parse(crypto.randomUUID()))
  const [known, setKnown] = useState<{ stills: Stills; asOf: Instant | null }>({ stills: new Map(), asOf: null })
  const [failure, setFailure] = useState<Failure | null>(null)
  // whoever changes places is still shown: the order is no reason to ask
  const names = [...attemptIds].sort().join()
  const latest = useRef(attemptIds)
  useEffect(() => {
    latest.current = attemptIds
  })
  useEffect(() => {
    let isOver = false
    let after: Instant | null = null
    let timer: ReturnType<typeof setTimeout>
    const ask = async (): Promise<void> => {
      if (!document.hidden) {
        const asked = [...latest.current]
        const answer = await call('lookAtWall', { params: { sittingId }, body: { viewId, attemptIds: asked, after } })
        if (isOver) return
        setFailure(answer.ok ? null : { refusal: answer.refusal })
        if (answer.ok) {
          const { serverNow, stills } = answer.value
          after = serverNow - OVERLAP_MS
          setKnown((before) => ({ stills: renewed(before.stills, stills, asked), asOf: serverNow }))
        }
      }
      timer = setTimeout(() => void ask(), ASK_EVERY_MS)
    }
    void ask()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [names, sittingId, viewId])
  return { ...known, failure }
}

function renewed(before: Stills, came: readonly Still[], shown: readonly AttemptId[]): Stills {
  const next = new Map([...before].filter(([key]) => shown.some((id) => key.startsWith(id))))
  for (const { attemptId, feed, receivedAt, jpeg } of came) {
    next.set(stillKey(attemptId, feed), { url: `data:${STILL_MIME};base64,${jpeg}`, receivedAt })
  }
  return next
}
