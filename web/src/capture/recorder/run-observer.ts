// Owns: whether a recorder that runs gives what its device gives: by its bytes, by what of them the log holds, by frames.
// Never ends it (feed-recorder.ts), and never takes a recorder's word: there must be pictures of it in the log, and sound.
import type { PartSink } from '../line/line-client.ts'
import type { Started } from './feed-starter.ts'
import type { FeedSigns } from './quality-monitor.ts'

/** No bytes this long is a dead recorder: with a tick every 500 ms noticed within 3 s (docs/recording.md#watching). */
const MUTE_MS = 2500
/** A screen of five frames a second gave more than half a second of them, and the recorder nothing. */
const FRAMES_UNWRITTEN = 3

export type RunObserver = {
  /**
   * Looks again. @param isProof whether a silence of so long proves anything, as busy as the computer is
   * @returns what has changed: it gives nothing, though its device does; or it gives again, `written`: how many
   * frames of it came into the log since, null: that is not counted
   */
  look(isProof: (silentMs: number) => boolean): { is: 'mute' } | { is: 'back'; written: number | null } | null
  /** it has given no bytes for too long */
  isMute(): boolean
  /** there are pictures of it in the log, and sound where it has some */
  isInLog(): boolean
  /** What was seen since the last call. @param hasSteadyFrames whether frames say anything about the computer */
  signs(hasSteadyFrames: boolean): Pick<FeedSigns, 'framesCaptured' | 'framesWritten' | 'waitingMs'>
}

export function observeRun({ run, source }: Started, sink: PartSink): RunObserver {
  /** `written`: how many frames of it were in the log then */
  let mute: { written: number } | null = null
  /** frames that the device had given when the last bytes came */
  let framesAtBytes = { bytes: 0, frames: 0 }
  /** frames that `signs` has told of already */
  let counted = { captured: 0, written: 0 }
  const part = () => sink.picture().parts.find((it) => it.partId === run.partId)

  /** A screen on which nothing moves gives no pictures, a slow camera few, and their recorders no bytes meanwhile. */
  function hasGivenFrames(): boolean {
    const frames = source.watch.frames()
    const bytes = run.bytes()
    if (bytes !== framesAtBytes.bytes) framesAtBytes = { bytes, frames }
    return frames - framesAtBytes.frames > FRAMES_UNWRITTEN
  }

  return {
    look(isProof) {
      const isSilent = hasGivenFrames() && run.silentMs() > MUTE_MS
      const inLog = part()
      if (isSilent && !mute && isProof(run.silentMs())) {
        mute = { written: inLog?.frames ?? 0 }
        return { is: 'mute' }
      }
      if (!mute || isSilent) return null
      if (inLog && inLog.bytes < run.bytes() && run.waitingMs(inLog.bytes) < MUTE_MS) return null
      const { written } = mute
      mute = null
      return { is: 'back', written: inLog?.frames ? inLog.frames - written : null }
    },
    isMute: () => mute !== null,
    isInLog() {
      const it = part()
      if (!it || it.bytes === 0) return false
      const hasSound = source.media.getAudioTracks().length === 0 || it.soundPackets !== 0
      return it.frames !== 0 && hasSound
    },
    signs(hasSteadyFrames) {
      const it = part()
      const waitingMs = run.waitingMs(it?.bytes ?? 0)
      const captured = source.watch.frames()
      const written = it?.frames ?? null
      const nothing = { framesCaptured: 0, framesWritten: 0, waitingMs }
      if (!hasSteadyFrames || written === null) return nothing
      const before = counted
      counted = { captured, written }
      // the first look at a part only sets its mark: the recorder began a little before the counting
      if (before.captured === 0) return nothing
      return { framesCaptured: captured - before.captured, framesWritten: written - before.written, waitingMs }
    },
  }
}
