// Owns: what is known of the open attempt's recording on this computer, and the statement of what may be said of it.
import type { RecordingStatement } from '@zhishi/core/recording'
import type { FeedSnapshot } from '../../capture/capture-types.ts'
import { useAttempting } from '../attempt/context.ts'
import { useRecordingStatement } from '../recorder/statement.ts'
import { useRecorder } from '../recorder/use-recorder.ts'

export function useStatement(): RecordingStatement {
  const { view } = useAttempting()
  return useRecordingStatement(view.attemptId)
}

/** The open attempt's feeds on this computer. */
export function useFeeds(): readonly FeedSnapshot[] {
  const { state } = useRecorder()
  const { view } = useAttempting()
  if (state.attemptId !== view.attemptId) return []
  return state.uploads.find((one) => one.attemptId === view.attemptId)?.feeds ?? []
}
