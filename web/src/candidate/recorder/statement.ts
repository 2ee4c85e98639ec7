// Owns: what the candidate's page knows of the recording of one attempt on this computer, and what it may say of it.
// Never words it (pages do), and never decides what may be said (core's recording/statement.ts).
import type { AttemptId } from '@zhishi/core/ids'
import { recordingStatement, type KnownFeed, type RecordingStatement } from '@zhishi/core/recording'
import { knownFeeds } from '../../capture/recorder/known-feed.ts'
import { useServerNow } from '../../ui/use-clock.ts'
import type { RecorderState } from './recorder.ts'
import { useRecorder } from './use-recorder.ts'

/** What may be said of this computer's recording of an attempt; drawn anew once a second by the server's clock. */
export function useRecordingStatement(attemptId: AttemptId): RecordingStatement {
  const { state } = useRecorder()
  const now = useServerNow()
  return statementOf(state, attemptId, now)
}

export function statementOf(state: RecorderState, attemptId: AttemptId, now: number): RecordingStatement {
  const found = state.uploads.find((one) => one.attemptId === attemptId)
  const isServerReachable = found?.isServerReachable ?? true
  return recordingStatement({ feeds: feedsOf(state, attemptId), isServerReachable }, now)
}

/** The feeds of the computer; before its log is open nothing is recorded, and what is due is missing since it is due. */
function feedsOf(state: RecorderState, attemptId: AttemptId): KnownFeed[] {
  const found = state.uploads.find((one) => one.attemptId === attemptId)
  const known = knownFeeds(found?.feeds ?? [])
  const isOwn = state.attemptId === attemptId
  if (!isOwn || state.dueSince === null || known.some((one) => one.isDue)) return known
  return (['camera', 'screen'] as const).map((feed) => ({
    bytesHere: 0,
    bytesThere: 0,
    isOnDisk: true,
    ...known.find((one) => one.feed === feed),
    feed,
    isDue: true,
    recordingSince: null,
    missingSince: state.dueSince,
    missedMs: 0,
    cause: state.openFailure === null ? 'opening' : 'storage',
  }))
}
