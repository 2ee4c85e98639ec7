// Owns: one try of the face login after another: pictures of three views, what the server says of them, and the queue.
// Never judges a picture: the server does.
import type { FaceAnswer, FaceReason, FaceView, IdentityView } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import type { Refusal } from '@zhishi/core/refusal'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../client/call.ts'
import { newCommandId } from '../../client/device.ts'
import { still } from './picture.ts'

/** What the candidate is asked to do while pictures are taken; null: nothing. */
export type Pose = FaceView | 'comparing' | null

/** Three straight pictures, so that one blink or shake does not decide. */
const FRONT_PICTURES = 3
const BETWEEN_FRONTS_MS = 400
/** Time to hear and follow "turn left". */
const TURN_MS = 2500
/** How often one who waits for a person asks. */
const ASK_EVERY_MS = 3000

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export type FaceLogin = {
  identity: IdentityView | undefined
  pose: Pose
  answer: FaceAnswer | null
  /** what was wrong with the ID photo just taken; null: none was taken */
  photoReasons: readonly FaceReason[] | null
  failure: { refusal: Refusal | undefined } | null
  /** takes the pictures and asks; resolves true when the identity is confirmed */
  tryFace: (video: HTMLVideoElement) => Promise<boolean>
  takeIdPhoto: (video: HTMLVideoElement) => Promise<void>
  refresh: () => void
}

export function useFaceLogin(attemptId: AttemptId): FaceLogin {
  const queries = useQueryClient()
  const [pose, setPose] = useState<Pose>(null)
  const [answer, setAnswer] = useState<FaceAnswer | null>(null)
  const [photoReasons, setPhotoReasons] = useState<readonly FaceReason[] | null>(null)
  const [failure, setFailure] = useState<FaceLogin['failure']>(null)
  const { data: identity, refetch } = useQuery({
    queryKey: ['identity', attemptId],
    queryFn: async () => {
      const asked = await call('readIdentity', { params: { attemptId } })
      if (!asked.ok) throw new Error('not answered')
      return asked.value
    },
    refetchInterval: ASK_EVERY_MS,
  })

  async function takeFrames(video: HTMLVideoElement): Promise<{ view: FaceView; jpeg: string }[]> {
    const frames: { view: FaceView; jpeg: string }[] = []
    const take = (view: FaceView): void => {
      const jpeg = still(video)
      if (jpeg !== null) frames.push({ view, jpeg })
    }
    setPose('front')
    await pause(BETWEEN_FRONTS_MS)
    for (let at = 0; at < FRONT_PICTURES; at++) {
      take('front')
      await pause(BETWEEN_FRONTS_MS)
    }
    for (const view of ['left', 'right'] as const) {
      setPose(view)
      await pause(TURN_MS)
      take(view)
    }
    return frames
  }

  return {
    identity,
    pose,
    answer,
    photoReasons,
    failure,
    async tryFace(video) {
      setFailure(null)
      setAnswer(null)
      const frames = await takeFrames(video)
      setPose('comparing')
      const ask = { params: { attemptId }, body: { tryId: newCommandId(), frames } }
      const first = await call('tryFace', ask)
      // its answer may have been lost: the same try gets its first answer, and costs no second one
      const asked = first.ok || first.refusal ? first : await call('tryFace', ask)
      setPose(null)
      if (asked.ok) setAnswer(asked.value)
      else setFailure({ refusal: asked.refusal })
      await refetch()
      await queries.invalidateQueries({ queryKey: ['attempt', attemptId] })
      return asked.ok && asked.value.result === 'same'
    },
    async takeIdPhoto(video) {
      setFailure(null)
      setPhotoReasons(null)
      setPose('comparing')
      const jpeg = still(video) ?? ''
      const asked = await call('enrolIdPhoto', { params: { attemptId }, body: { jpeg } })
      setPose(null)
      if (asked.ok) setPhotoReasons(asked.value.reasons)
      else setFailure({ refusal: asked.refusal })
      await refetch()
    },
    refresh: () => void refetch(),
  }
}
