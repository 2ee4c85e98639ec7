// Owns: asking the browser for camera and microphone, with less where a device cannot give what is wished, and why it refused.
// Never chooses a device, and never records. Media handed out here belong to whoever asked.

/** Why camera or microphone could not be had. `…Busy`: another program holds it, or the system does not give it. */
export type DeviceProblem =
  | 'cameraRefused'
  | 'microphoneRefused'
  | 'cameraMissing'
  | 'microphoneMissing'
  | 'cameraBusy'
  | 'microphoneBusy'

export type OpenedDevices = { ok: true; media: MediaStream } | { ok: false; problem: DeviceProblem }

/**
 * Opens what is asked for. A device that cannot meet the constraints is opened as it is: a picture of another size is a
 * picture (Media Capture and Streams §4.4, OverconstrainedError).
 */
export async function openDevices(asked: MediaStreamConstraints): Promise<OpenedDevices> {
  try {
    return { ok: true, media: await openOrWithLess(asked) }
  } catch (error) {
    return { ok: false, problem: await problemOf(error, asked) }
  }
}

async function openOrWithLess(asked: MediaStreamConstraints): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia(asked)
  } catch (error) {
    if (nameOf(error) !== 'OverconstrainedError') throw error
    return navigator.mediaDevices.getUserMedia({ video: Boolean(asked.video), audio: Boolean(asked.audio) })
  }
}

// OverconstrainedError is no DOMException in every browser
const nameOf = (error: unknown): string => (error instanceof Error || error instanceof DOMException ? error.name : '')

async function problemOf(error: unknown, asked: MediaStreamConstraints): Promise<DeviceProblem> {
  const name = nameOf(error)
  if (name === 'NotAllowedError' || name === 'SecurityError') {
    return (await isMicrophoneAloneDenied()) ? 'microphoneRefused' : 'cameraRefused'
  }
  if (name === 'NotFoundError') return (await has('videoinput')) ? 'microphoneMissing' : 'cameraMissing'
  return asked.audio && asked.video && (await opens({ video: asked.video })) ? 'microphoneBusy' : 'cameraBusy'
}

/** Whether only the microphone is denied: with both denied the camera is named, and the same remedy allows both. */
async function isMicrophoneAloneDenied(): Promise<boolean> {
  try {
    const [microphone, camera] = await Promise.all(
      ['microphone', 'camera'].map((one) => navigator.permissions.query({ name: one as PermissionName })),
    )
    return microphone?.state === 'denied' && camera?.state !== 'denied'
  } catch {
    return false
  }
}

async function has(kind: MediaDeviceKind): Promise<boolean> {
  try {
    return (await navigator.mediaDevices.enumerateDevices()).some((device) => device.kind === kind)
  } catch {
    return false
  }
}

/** Whether these alone can be opened: then it is the other device that could not. They are let go at once. */
async function opens(asked: MediaStreamConstraints): Promise<boolean> {
  try {
    const media = await navigator.mediaDevices.getUserMedia(asked)
    for (const one of media.getTracks()) one.stop()
    return true
  } catch {
    return false
  }
}
