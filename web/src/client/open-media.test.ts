// Proves that a device that cannot meet what is wished is opened as it is, and that a refusal is told by its true reason.
import { afterEach, expect, test, vi } from 'vitest'
import { openDevices } from './open-media.ts'

afterEach(() => vi.unstubAllGlobals())

const WISHED = { video: { frameRate: { max: 15 } }, audio: true }
const opened = { getTracks: () => [] } as unknown as MediaStream
const failed = (name: string) => Object.assign(new Error(name), { name })

/** A browser that answers each question by `answer`; @returns what it was asked for, in order */
function browser(
  answer: (asked: MediaStreamConstraints) => MediaStream,
  more: { kinds?: string[]; denied?: string[] } = {},
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
      query: async ({ name }: { name: string }) => ({ state: more.denied?.includes(name) ? 'denied' : 'granted' }),
    },
  })
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
  const refused = (): MediaStream => {
    throw failed('NotAllowedError')
  }
  browser(refused, { denied: ['microphone'] })
  expect(await openDevices(WISHED)).toEqual({ ok: false, problem: 'microphoneRefused' })
  browser(refused, { denied: ['microphone', 'camera'] })
  expect(await openDevices(WISHED)).toEqual({ ok: false, problem: 'cameraRefused' })
})
