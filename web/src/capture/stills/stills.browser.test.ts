// Proves, in a real Chromium: a still of any picture is small enough for the server and is what it says; stills are taken
// by ticks of each feed that is recorded, with the grant of now, and of no other.
import { sizeOfJpeg, STILL_EVERY_MS, STILL_MAX_BYTES, type Feed } from '@zhishi/core/recording'
import { expect, test, vi } from 'vitest'
import { encodeStill } from './still-jpeg.ts'
import { smallFrame } from './small-frame.ts'
import type { StillToSend } from './still-messages.ts'
import { createStills } from './stills.ts'

/** Noise is what compresses worst; text lies between it and a face. */
async function noise(width: number, height: number): Promise<ImageBitmap> {
  const pixels = new ImageData(width, height)
  for (let at = 0; at < pixels.data.length; at += 4)
    pixels.data.set([at % 251, (at * 7) % 253, (at * at) % 255, 255], at)
  return createImageBitmap(pixels)
}

test('a picture becomes a JPEG that the server takes, or nothing', async () => {
  const grey = new OffscreenCanvas(320, 240)
  grey.getContext('2d')?.fillRect(20, 20, 100, 100)
  const easy = await encodeStill(grey.transferToImageBitmap())
  expect(sizeOfJpeg(new Uint8Array((await easy?.arrayBuffer()) ?? []))).toEqual({ width: 320, height: 240 })
  const hard = await encodeStill(await noise(320, 180))
  expect(hard === null || hard.size <= STILL_MAX_BYTES).toBe(true)
  expect(await encodeStill(await noise(2000, 2000))).toBeNull()
})

test('each recorded feed once in its time, with the grant of now; a feed that ended is let go', async () => {
  const sent: StillToSend[] = []
  vi.stubGlobal(
    'Worker',
    class extends Worker {
      override postMessage(message: unknown): void {
        sent.push(message as StillToSend)
        // as its worker says when it is done
        this.dispatchEvent(new MessageEvent('message', { data: { feed: (message as StillToSend).feed } }))
      }
    },
  )
  const camera = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 480 }, height: { ideal: 360 } } })
  const video = document.createElement('video')
  video.muted = true
  video.srcObject = camera
  await video.play()
  const shown: Partial<Record<Feed, HTMLVideoElement>> = { camera: video }
  let nowMs = 0
  const stills = createStills({
    feeds: ['camera', 'screen'],
    grant: null,
    video: (feed) => shown[feed] ?? null,
    monotonic: () => nowMs,
  })
  vi.unstubAllGlobals()
  const tick = async (): Promise<void> => {
    stills.tick()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  for (let tries = 0; tries < 10; tries++) await tick()
  expect(sent).toEqual([])
  stills.setGrant('first')
  for (let tries = 0; tries < 100 && sent.length === 0; tries++) await tick()
  for (let tries = 0; tries < 5; tries++) await tick()
  expect(sent.map(({ feed, grant, longSide }) => [feed, grant, longSide])).toEqual([['camera', 'first', 320]])
  const [{ frame } = {}] = sent
  // the message was stopped before it reached the worker, so the frame is still here
  const picture = frame && (await smallFrame(frame, 320))
  expect([picture?.width, picture?.height]).toEqual([320, 240])
  nowMs += STILL_EVERY_MS
  stills.setGrant('second')
  await tick()
  expect(sent.map((one) => one.grant)).toEqual(['first', 'second'])
  delete shown.camera
  nowMs += STILL_EVERY_MS
  await tick()
  expect(sent).toHaveLength(2)
  stills.close()
  for (const one of camera.getTracks()) one.stop()
})
