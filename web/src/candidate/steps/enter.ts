// Owns: what the press of 【进入考试】 does: screen, camera and microphone, then the command, then recording.
// Never enters without media in hand: who has entered is being recorded.
import type { AttemptView } from '@zhishi/core/contract'
import type { Refusal } from '@zhishi/core/refusal'
import { useState } from 'react'
import { useCommand } from '../attempt/queries.ts'
import type { Displays } from '../recorder/displays.ts'
import { openCamera, openScreen, stopMedia, type MediaProblem } from '../recorder/media.ts'
import { useRecorder } from '../recorder/use-recorder.ts'

export type EnterFailure =
  | { kind: 'media'; problem: MediaProblem }
  | { kind: 'displays' }
  /** `refusal` undefined: the server was not reached */
  | { kind: 'answer'; refusal: Refusal | undefined }

export function useEnter(view: AttemptView, readDisplays: () => Promise<Displays>) {
  const { recorder } = useRecorder()
  const { send } = useCommand(view.attemptId)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<EnterFailure | null>(null)

  const attempt = async (): Promise<EnterFailure | null> => {
    // the screen first: browsers open its window only straight after a press, the camera's at any time
    const screen = await openScreen()
    if (!screen.ok) return { kind: 'media', problem: screen.problem }
    const camera = await openCamera()
    if (!camera.ok) {
      stopMedia(screen.media)
      return { kind: 'media', problem: camera.problem }
    }
    recorder.hold({ screen: screen.media, camera: camera.media })
    const { count } = await readDisplays()
    if (count !== 1) {
      recorder.drop()
      return { kind: 'displays' }
    }
    const answer = await send({ kind: 'enter', displays: count, displaySurface: 'monitor' })
    if (answer.ok) return null
    recorder.drop()
    return { kind: 'answer', refusal: answer.refusal }
  }

  const enter = async (): Promise<void> => {
    setBusy(true)
    setFailure(null)
    setFailure(await attempt())
    setBusy(false)
  }
  return { enter, isBusy, failure }
}
