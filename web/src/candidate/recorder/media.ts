// Owns: asking the browser for camera, microphone and screen, and what can go wrong with that in plain cases.
// Never records: capture does. Media handed out here belong to whoever asked.
import type { MissingCause } from '@zhishi/core/recording'
import { keep, recall } from '../../client/device-store.ts'
import { hasQuestion, openDevices, type DeviceProblem } from '../../client/open-media.ts'

export type MediaProblem = DeviceProblem | 'screenRefused' | 'screenNotWhole' | 'screenFailed'

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
  screenRefused: 'denied',
  screenNotWhole: 'pressNeeded',
  screenFailed: 'taken',
} as const satisfies Record<MediaProblem, MissingCause>

export type MediaResult = { ok: true; media: MediaStream } | { ok: false; problem: MediaProblem }
export type DeviceChoice = { cameraId?: string | undefined; microphoneId?: string | undefined }

/** docs/defaults.md#recording */
const CAMERA = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15, max: 15 } }
const SCREEN = { width: { max: 1280 }, height: { max: 720 }, frameRate: { ideal: 5, max: 5 } }
/** The whole screen first in the browser's own window, and no way to change it half way (Screen Capture API). */
const SCREEN_REQUEST = {
  video: { ...SCREEN, displaySurface: 'monitor' },
  audio: false,
  monitorTypeSurfaces: 'include',
  surfaceSwitching: 'exclude',
  selfBrowserSurface: 'exclude',
}

/** The devices chosen last on this computer. */
export function chosenDevices(): DeviceChoice {
  const stored = recall('devices')
  if (typeof stored !== 'object' || stored === null) return {}
  const { cameraId, microphoneId } = stored as Record<string, unknown>
  return {
    cameraId: typeof cameraId === 'string' ? cameraId : undefined,
    microphoneId: typeof microphoneId === 'string' ? microphoneId : undefined,
  }
}

/**
 * Opens camera and microphone together. A chosen device that is gone gives way to another one.
 * @param choice kept for the next time when it could be opened
 */
export async function openCamera(choice: DeviceChoice = chosenDevices()): Promise<MediaResult> {
  const opened = await openDevices({
    video: { ...CAMERA, ...preferred(choice.cameraId) },
    audio: { ...preferred(choice.microphoneId) },
  })
  if (opened.ok) void keep('devices', choice)
  return opened
}

/** Does not wait for ever: a camera that comes later is let go again. */
export async function openCameraWithin(patienceMs: number, choice: DeviceChoice): Promise<MediaResult> {
  const opening = openCamera(choice)
  const inTime = await Promise.race([
    opening,
    new Promise<null>((resolve) => setTimeout(() => resolve(null), patienceMs)),
  ])
  if (inTime) return inTime
  void opening.then((late) => late.ok && stopMedia(late.media))
  return { ok: false, problem: 'cameraBusy' }
}

/**
 * Tries again without a press. Where the candidate sent the browser's question away it is not put again and again: that
 * needs a press, and the browser would soon refuse by itself.
 */
export async function openCameraUnasked(before: MediaProblem | null): Promise<MediaResult> {
  const wasAsked = before === 'cameraRefused' || before === 'microphoneRefused' || before === 'questionDismissed'
  if (wasAsked && (await hasQuestion())) return { ok: false, problem: before }
  return openCamera()
}

function preferred(id: string | undefined): MediaTrackConstraints {
  return id === undefined ? {} : { deviceId: { ideal: id } }
}

/** Asks for the whole screen. Must be called straight from a press; anything less than a monitor is let go at once. */
export async function openScreen(): Promise<MediaResult> {
  try {
    const media = await navigator.mediaDevices.getDisplayMedia(SCREEN_REQUEST)
    if (surfaceOf(media) === 'monitor') return { ok: true, media }
    stopMedia(media)
    return { ok: false, problem: 'screenNotWhole' }
  } catch (error) {
    const isRefused = error instanceof DOMException && error.name === 'NotAllowedError'
    return { ok: false, problem: isRefused ? 'screenRefused' : 'screenFailed' }
  }
}

function surfaceOf(media: MediaStream): string | undefined {
  return media.getVideoTracks()[0]?.getSettings().displaySurface
}

export function stopMedia(media: MediaStream): void {
  for (const one of media.getTracks()) one.stop()
}

export type DeviceList = { cameras: readonly MediaDeviceInfo[]; microphones: readonly MediaDeviceInfo[] }

/** Cameras and microphones the browser names (it names them once the camera is allowed). */
export async function listDevices(): Promise<DeviceList> {
  const devices = await navigator.mediaDevices.enumerateDevices()
  const named = devices.filter((device) => device.deviceId !== '')
  return {
    cameras: named.filter((device) => device.kind === 'videoinput'),
    microphones: named.filter((device) => device.kind === 'audioinput'),
  }
}

/** Which devices some media come from. */
export function devicesOf(media: MediaStream | null): DeviceChoice {
  return {
    cameraId: media?.getVideoTracks()[0]?.getSettings().deviceId,
    microphoneId: media?.getAudioTracks()[0]?.getSettings().deviceId,
  }
}
