// Proves that a device that cannot meet what is wished is opened as it is, and that a refusal is told by its true reason.
import { afterEach, expect, test, vi } from 'vitest'
import { openDevices } from './open-media.ts'

afterEach(() => vi.unstubAllGlobals())

const WISHED = { video: { frameRate: { max: 15 } }, audio: true }
const opened = { getTracks: () => [] } as unknown as MediaStream
const failed = (name: string, message = name) => Object.assign(new Error(message), { name })

/** A browser that answers each question by `answer`; @returns what it was asked for, in order */
function browser(
  answer: (asked: MediaStreamConstraints) => MediaStream,
  more: { kinds?: string[]; states?: Record<string, PermissionState>; forbidden?: string[] } = {},
): MediaStreamConstraints[] {
  const asked: MediaStreamConstraints[] = []
  vi.stubGlobal('navigator', {
    mediaDevices: {
      async getUserMedia(it: MediaStreamConstraints) {
        asked.push(it)
        return answer(it)
      },
      async enumerateDevices() {
        if (!more.kinds) throw failed('SecurityError')
        return more.kinds.map((kind) => ({ kind }))
      },
    },
    permissions: {
      async query({ name }: { name: string }) {
        // as browsers do that have no such permission
        if (!more.states) throw new TypeError(`${name} is not a permission`)
        return { state: more.states[name] ?? 'prompt' }
      },
    },
  })
  const featurePolicy = { allowsFeature: (name: string) => !more.forbidden?.includes(name) }
  vi.stubGlobal('document', more.forbidden ? { featurePolicy } : {})
  return asked
}

test('a camera that cannot do so few frames is opened with what it can', async () => {
  const asked = browser((it) => {
    if (it.video !== true) throw failed('OverconstrainedError')
    return opened
  })
  expect(await openDevices(WISHED)).toEqual({ ok: true, media: opened })
  expect(asked).toEqual([WISHED, { video: true, audio: true }])
})

test('what cannot be opened is told apart: the microphone in use, the camera in use, nothing there, not allowed', async () => {
  const busy = (it: MediaStreamConstraints, device: 'audio' | 'video'): MediaStream => {
    if (it[device]) throw failed('NotReadableError')
    return opened
  }
  browser((it) => busy(it, 'audio'))
  expect(await openDevices(WISHED)).toEqual({ ok: false, problem: 'microphoneBusy' })
  browser((it) => busy(it, 'video'))
  expect(await openDevices(WISHED)).toEqual({ ok: false, problem: 'cameraBusy' })
  const absent = (): MediaStream => {
    throw failed('NotFoundError')
  }
  browser(absent, { kinds: ['videoinput'] })
  expect(await openDevices(WISHED)).toEqual({ ok: false, problem: 'microphoneMissing' })
  browser(absent)
  expect(await openDevices(WISHED), 'a browser that does not list its devices').toEqual({
    ok: false,
    problem: 'cameraMissing',
  })
})

test('who refused is told apart: the site is denied, the question was closed, the system, the page’s policy', async () => {
  const refusal = async (
    states: Record<string, PermissionState>,
    it: { asked?: MediaStreamConstraints; message?: string } = {},
  ) => {
    browser(
      () => {
        throw failed('NotAllowedError', it.message)
      },
      { states },
    )
    return openDevices(it.asked ?? WISHED)
  }
  const rows: [states: Record<string, PermissionState>, problem: string][] = [
    [{ camera: 'granted', microphone: 'denied' }, 'microphoneRefused'],
    [{ camera: 'prompt', microphone: 'denied' }, 'microphoneRefused'],
    [{ camera: 'denied', microphone: 'granted' }, 'cameraRefused'],
    [{ camera: 'denied', microphone: 'denied' }, 'cameraRefused'],
    [{ camera: 'prompt', microphone: 'prompt' }, 'questionDismissed'],
    [{ camera: 'granted', microphone: 'prompt' }, 'questionDismissed'],
    [{ camera: 'granted', microphone: 'granted' }, 'systemRefused'],
  ]
  for (const [states, problem] of rows) {
    expect(await refusal(states), JSON.stringify(states)).toEqual({ ok: false, problem })
  }
  const asked = { video: true, audio: false }
  expect(await refusal({ camera: 'prompt', microphone: 'denied' }, { asked }), 'only what is asked for counts').toEqual(
    {
      ok: false,
      problem: 'questionDismissed',
    },
  )
  expect(await refusal({ camera: 'prompt' }, { message: 'Permission denied by system' })).toEqual({
    ok: false,
    problem: 'systemRefused',
  })
  const throws = (name: string) => (): MediaStream => {
    throw failed(name)
  }
  browser(throws('NotAllowedError'), { states: { camera: 'denied', microphone: 'denied' }, forbidden: ['microphone'] })
  expect(await openDevices(WISHED)).toEqual({ ok: false, problem: 'policyRefused' })
  browser(throws('SecurityError'))
  expect(await openDevices(WISHED), 'a browser that tells nothing').toEqual({ ok: false, problem: 'cameraRefused' })
})

test('a camera that somebody is about to let go is waited for, a refusal is not', async () => {
  let isHeld = true
  const name = { now: 'NotReadableError' }
  const asked = browser(() => {
    if (!isHeld) return opened
    throw failed(name.now)
  })
  for (name.now of ['NotReadableError', 'AbortError']) {
    isHeld = true
    const before = asked.length
    const opening = openDevices(WISHED, 60_000)
    await vi.waitUntil(() => asked.length > before)
    isHeld = false
    expect(await opening).toEqual({ ok: true, media: opened })
  }
  isHeld = true
  name.now = 'NotAllowedError'
  const before = asked.length
  expect(await openDevices(WISHED, 60_000)).toEqual({ ok: false, problem: 'cameraRefused' })
  expect(asked).toHaveLength(before + 1)
})
