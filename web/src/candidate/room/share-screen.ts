// Owns: the one press that sharing the screen needs, after a reload or after sharing was stopped.
// Must be called straight from the press: browsers open their window only then.
import { useState } from 'react'
import { useAttempting } from '../attempt/context.ts'
import { useCommand } from '../attempt/queries.ts'
import { readDisplays } from '../recorder/displays.ts'
import { openScreen, type MediaProblem } from '../recorder/media.ts'
import { useRecorder } from '../recorder/use-recorder.ts'

export function useShareScreen(): { share: () => Promise<void>; isBusy: boolean; problem: MediaProblem | null } {
  const { view } = useAttempting()
  const { recorder } = useRecorder()
  const { send } = useCommand(view.attemptId)
  const [problem, setProblem] = useState<MediaProblem | null>(null)
  const [isBusy, setBusy] = useState(false)

  const share = async (): Promise<void> => {
    setBusy(true)
    const opened = await openScreen()
    setProblem(opened.ok ? null : opened.problem)
    if (opened.ok) {
      recorder.hold({ screen: opened.media })
      await recorder.record(view)
      // tells the server of the return; recording does not wait for it
      const { count } = await readDisplays(false)
      void send({ kind: 'enter', displays: count, displaySurface: 'monitor' })
    }
    setBusy(false)
  }
  return { share, isBusy, problem }
}
