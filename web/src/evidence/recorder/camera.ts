// Owns: asking the phone for its front camera with sound, and for its back camera to scan with.
// Never records: capture does. Media handed out here belong to whoever asked.
import type { MissingCause } from '@zhishi/core/recording'
import { openDevices, type DeviceProblem, type OpenedDevices } from '../../client/open-media.ts'

export type CameraProblem = DeviceProblem
/** The same in the words of what may be said of recording. */
export const CAUSES = {
  cameraRefused: 'denied',
  microphoneRefused: 'denied',
  questionDismissed: 'denied',
  systemRefused: 'denied',
  policyRefused: 'denied',
  cameraMissing: 'absent',
  microphoneMissing: 'absent',
  cameraBusy: 'taken',
  microphoneBusy: 'taken',
} as const satisfies Record<CameraProblem, MissingCause>

export type CameraResult = OpenedDevices

/**
 * Wide enough to read where hands and papers are, at 15 frames: what 600 kbit/s (docs/defaults.md#recording) carry cleanly,
 * and what a phone encodes for an hour without getting hot.
 */
const FRONT = { facingMode: 'user', width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 15, max: 15 } }
/** A code that fills a third of this picture has four pixels a module: enough for the reader. */
const BACK = { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } }

/** Many phones open one camera at a time, and the back one that scanned is still busy for a moment after it was stopped. */
const LET_GO_MS = 3000

/** Front camera and microphone together, as they are recorded. */
export function openFront(): Promise<CameraResult> {
  return openDevices({ video: FRONT, audio: true }, LET_GO_MS)
}

/** The camera that looks away from the person, without sound. */
export function openBack(): Promise<CameraResult> {
  return openDevices({ video: BACK, audio: false })
}

export function stopMedia(media: MediaStream): void {
  for (const one of media.getTracks()) one.stop()
}
