// Proves, in a real Chromium with fake devices, what the press of 【进入考试】 does where it cannot enter: it says why, lets
// every camera and screen go, and asks the server nothing. What Chromium's fake devices cannot be made to do (give a
// window instead of the screen, be refused or missing) is answered in the browser's place.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AttemptView } from '@zhishi/core/contract'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cdp } from 'vitest/browser'
import { readDisplays } from '../recorder/displays.ts'
import { createRecorder } from '../recorder/recorder.ts'
import { isExtended } from '../recorder/support.ts'
import { RecorderProvider } from '../recorder/use-recorder.ts'
import { useEnter } from './enter.ts'

type Entering = ReturnType<typeof useEnter>

const devices = navigator.mediaDevices
/** everything the browser gave out, to see that it is let go again */
const given: MediaStream[] = []
let asked: string[] = []

beforeEach(() => {
  given.length = 0
  asked = []
  const { getUserMedia, getDisplayMedia } = devices
  const keep = (media: MediaStream): MediaStream => {
    given.push(media)
    return media
  }
  vi.spyOn(devices, 'getUserMedia').mockImplementation(async (it) => keep(await getUserMedia.call(devices, it)))
  vi.spyOn(devices, 'getDisplayMedia').mockImplementation(async (it) => keep(await getDisplayMedia.call(devices, it)))
  vi.spyOn(globalThis, 'fetch').mockImplementation((path) => {
    asked.push(path as string)
    return Promise.reject(new TypeError('Failed to fetch'))
  })
})
afterEach(() => {
  for (const media of given) for (const it of media.getTracks()) it.stop()
  vi.restoreAllMocks()
})

/** Presses once and gives what the page then says. */
async function press(): Promise<Entering['failure']> {
  const drawn: Entering[] = []
  const view = { attemptId: '00000000-0000-7000-8000-000000000001' } as AttemptView
  const Page = (): null => {
    drawn.push(useEnter(view, () => readDisplays(true)))
    return null
  }
  const root = createRoot(document.createElement('div'))
  const inRecorder = createElement(RecorderProvider, { value: createRecorder() }, createElement(Page))
  root.render(createElement(QueryClientProvider, { client: new QueryClient() }, inRecorder))
  await vi.waitUntil(() => drawn.length > 0)
  await drawn[0]!.enter()
  await vi.waitUntil(() => drawn.at(-1)!.failure !== null)
  root.unmount()
  return drawn.at(-1)!.failure
}

const isLetGo = (): boolean => given.flatMap((it) => it.getTracks()).every((it) => it.readyState === 'ended')
const refusedWith = (name: string) => () => Promise.reject(new DOMException(name, name))
const permissions = (states: Record<string, PermissionState>) =>
  vi
    .spyOn(navigator.permissions, 'query')
    .mockImplementation(({ name }) => Promise.resolve({ state: states[name] ?? 'prompt' } as PermissionStatus))
const without = async (kind: MediaDeviceKind) => {
  const all = await devices.enumerateDevices()
  vi.spyOn(devices, 'enumerateDevices').mockResolvedValue(all.filter((one) => one.kind !== kind))
}

test('a window or a tab instead of the whole screen', async () => {
  for (const displaySurface of ['window', 'browser']) {
    const settings = vi.spyOn(MediaStreamTrack.prototype, 'getSettings').mockReturnValue({ displaySurface })
    expect(await press()).toEqual({ kind: 'media', problem: 'screenNotWhole' })
    settings.mockRestore()
  }
  expect(given).toHaveLength(2)
  expect(isLetGo()).toBe(true)
  expect(asked).toEqual([])
})

test('sharing the screen is refused, or fails', async () => {
  vi.mocked(devices.getDisplayMedia).mockImplementation(refusedWith('NotAllowedError'))
  expect(await press()).toEqual({ kind: 'media', problem: 'screenRefused' })
  vi.mocked(devices.getDisplayMedia).mockImplementation(refusedWith('NotReadableError'))
  expect(await press()).toEqual({ kind: 'media', problem: 'screenFailed' })
  // the camera is not even asked for
  expect(devices.getUserMedia).not.toHaveBeenCalled()
  expect(asked).toEqual([])
})

test('no camera, no microphone, one of them refused, or in use elsewhere', async () => {
  const answered = async (name: string) => {
    vi.mocked(devices.getUserMedia).mockImplementation(refusedWith(name))
    return press()
  }
  await without('videoinput')
  expect(await answered('NotFoundError')).toEqual({ kind: 'media', problem: 'cameraMissing' })
  vi.mocked(devices.enumerateDevices).mockRestore()
  await without('audioinput')
  expect(await answered('NotFoundError')).toEqual({ kind: 'media', problem: 'microphoneMissing' })
  permissions({ camera: 'denied', microphone: 'denied' })
  expect(await answered('NotAllowedError')).toEqual({ kind: 'media', problem: 'cameraRefused' })
  permissions({ camera: 'granted', microphone: 'denied' })
  expect(await answered('NotAllowedError')).toEqual({ kind: 'media', problem: 'microphoneRefused' })
  expect(await answered('NotReadableError')).toEqual({ kind: 'media', problem: 'cameraBusy' })
  // the screens that were shared for nothing
  expect(given).toHaveLength(5)
  expect(isLetGo()).toBe(true)
  expect(asked).toEqual([])
})

test('a second display; once it is unplugged the server is asked, and without an answer nothing goes on either', async () => {
  const second = { left: 1920, top: 0, width: 1280, height: 720, label: 'second' }
  const { screenInfo } = await cdp().send('Emulation.addScreen', second)
  // the page is told a moment after whoever plugged it in
  await expect.poll(isExtended).toBe(true)
  expect(await press()).toEqual({ kind: 'displays' })
  expect(given).toHaveLength(2)
  expect(isLetGo()).toBe(true)
  expect(asked).toEqual([])
  await cdp().send('Emulation.removeScreen', { screenId: screenInfo.id })
  await expect.poll(isExtended).toBe(false)
  expect(await press()).toEqual({ kind: 'answer', refusal: undefined })
  expect(asked).toEqual(['/api/attempts/00000000-0000-7000-8000-000000000001/commands'])
  expect(isLetGo()).toBe(true)
})
