// Owns: asking the phone for its front camera with sound, and for its back camera to scan with.
// Never records: capture does. Media handed out here belong to whoever asked.

import type { MissingCause } from '@zhishi/core/recording'

export type CameraProblem = 'cameraRefused' | 'microphoneRefused' | 'cameraMissing' | 'cameraBusy'
/** The same in the words of what may be said of recording. */
export const CAUSES = {
  cameraRefused: 'denied',
  microphoneRefused: 'denied',
  cameraMissing: 'absent',
  cameraBusy: 'taken',
} as const satisfies Record<CameraProblem, MissingCause>

export type CameraResult = { ok: true; media: MediaStream } | { ok: false; problem: CameraProblem }

/**
 * Wide enough to read where hands and papers are, at 15 frames: what 600 kbit/s (DESIGN §8) carry cleanly, and what a
 * phone encodes for an hour without getting hot.
 */
const FRONT = { facingMode: 'user', width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 15, max: 15 } }
/** A code that fills a third of this picture has four pixels a module: enough for the reader. */
const BACK = { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } }

/** Front camera and microphone together, as they are recorded. */
export function openFront(): Promise<CameraResult> {
  return open({ video: FRONT, audio: true })
}

/** The camera that looks away from the person, without sound. */
export function openBack(): Promise<CameraResult> {
  return open({ video: BACK, audio: false })
}

async function open(constraints: MediaStreamConstraints): Promise<CameraResult> {
  try {
    return { ok: true, media: await navigator.mediaDevices.getUserMedia(constraints) }
  } catch (error) {
    return { ok: false, problem: await problemOf(error) }
  }
}

async function problemOf(error: unknown): Promise<CameraProblem> {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotFoundError') return 'cameraMissing'
  if (name !== 'NotAllowedError') return 'cameraBusy'
  return (await isMicrophoneAlone()) ? 'microphoneRefused' : 'cameraRefused'
}

/** Whether only the microphone is denied. Browsers that do not tell: the camera is named, the remedy is the same. */
async function isMicrophoneAlone(): Promise<boolean> {
  try {
    const [microphone, camera] = await Promise.all(
      ['microphone', 'camera'].map((name) => navigator.permissions.query({ name: name as PermissionName })),
    )
    return microphone?.state === 'denied' && camera?.state !== 'denied'
  } catch {
    return false
  }
}

export function stopMedia(media: MediaStream): void {
  for (const one of media.getTracks()) one.stop()
}
