// Owns: asking the browser for camera and microphone, with less where a device cannot give what is wished, and why it refused.
// Never chooses a device, and never records. Media handed out here belong to whoever asked.

/**
 * Why camera or microphone could not be had. `…Refused`: this site is denied it, until somebody changes that in the browser;
 * `…Busy`: another program holds it, or the system does not give it.
 */
export type DeviceProblem =
  | 'cameraRefused'
  | 'microphoneRefused'
  /** the browser asked, and its question was closed without an answer */
  | 'questionDismissed'
  /** the browser lets this site, and the system does not let the browser */
  | 'systemRefused'
  /** whoever serves or embeds the page has switched it off, and nobody in front of it can change that */
  | 'policyRefused'
  | 'cameraMissing'
  | 'microphoneMissing'
  | 'cameraBusy'
  | 'microphoneBusy'

export type OpenedDevices = { ok: true; media: MediaStream } | { ok: false; problem: DeviceProblem }

/** How often a device that is busy is tried again. */
const AGAIN_MS = 300

/**
 * Opens what is asked for. A device that cannot meet the constraints is opened as it is: a picture of another size is a
 * picture (Media Capture and Streams §4.4, OverconstrainedError).
 * @param patienceMs how long to wait for somebody who lets a device go
 */
export async function openDevices(asked: MediaStreamConstraints, patienceMs = 0): Promise<OpenedDevices> {
  for (let leftMs = patienceMs; ; leftMs -= AGAIN_MS) {
    try {
      return { ok: true, media: await openOrWithLess(asked) }
    } catch (error) {
      // AbortError: what browsers say where the device itself failed to start
      if (leftMs <= 0 || !['NotReadableError', 'AbortError'].includes(nameOf(error))) {
        return { ok: false, problem: await problemOf(error, asked) }
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
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
  if (name === 'NotAllowedError' || name === 'SecurityError') return refusalOf(error, asked)
  if (name === 'NotFoundError') return (await has('videoinput')) ? 'microphoneMissing' : 'cameraMissing'
  return asked.audio && asked.video && (await opens({ video: asked.video })) ? 'microphoneBusy' : 'cameraBusy'
}

/**
 * All refusals have one error name. Who refused is known from what the browser says of the page's policy and of each
 * permission; a browser that does not say it is taken to have been told no.
 */
async function refusalOf(error: unknown, asked: MediaStreamConstraints): Promise<DeviceProblem> {
  const names = [...(asked.video ? ['camera'] : []), ...(asked.audio ? ['microphone'] : [])]
  if (names.some((one) => !isAllowedByPolicy(one))) return 'policyRefused'
  // Chromium's words where macOS or Windows keeps the device from it; the permission of the site may be anything then
  if (error instanceof Error && error.message.includes('by system')) return 'systemRefused'
  const states = await permissionsOf(names)
  if (states === null) return 'cameraRefused'
  // with both denied the camera is named, and the same remedy allows both
  if (states.get('camera') === 'denied') return 'cameraRefused'
  if (states.get('microphone') === 'denied') return 'microphoneRefused'
  return [...states.values()].includes('prompt') ? 'questionDismissed' : 'systemRefused'
}

type WithPolicy = Document &
  Partial<Record<'permissionsPolicy' | 'featurePolicy', { allowsFeature(name: string): boolean }>>

/** Permissions Policy; only Chromium tells, under its older name. */
function isAllowedByPolicy(name: string): boolean {
  const { permissionsPolicy, featurePolicy } = document as WithPolicy
  return (permissionsPolicy ?? featurePolicy)?.allowsFeature(name) ?? true
}

/** Null: this browser does not tell. */
async function permissionsOf(names: readonly string[]): Promise<Map<string, PermissionState> | null> {
  try {
    const asked = names.map(async (name) => {
      const { state } = await navigator.permissions.query({ name: name as PermissionName })
      return [name, state] as const
    })
    return new Map(await Promise.all(asked))
  } catch {
    return null
  }
}

/** Whether asking again would put a question to somebody, as far as the browser tells. */
export async function hasQuestion(): Promise<boolean> {
  const states = await permissionsOf(['camera', 'microphone'])
  return states !== null && [...states.values()].includes('prompt')
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
