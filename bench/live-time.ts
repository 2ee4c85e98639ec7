// Owns: the time that is drawn into a candidate's pictures, and reading it off a viewer's screen.
// Never uses a part of the product: it stands before the camera and behind the screen.
import type { Page } from '@playwright/test'

export type Seen = {
  /** how late each picture of the camera was that was shown, in ms */
  camera: number[]
  /** how often a picture stood still because nothing had come */
  stalls: number
  /** from the question to the first picture, of the view that is open; 0: not yet */
  joinMs: Record<'camera' | 'screen', number>
}

/** In place of camera and screen: pictures with the time of their drawing in black and white cells along the upper edge. */
export async function putTimeInPictures(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const CELLS = 40
    function film(width: number, height: number, rate: number): MediaStream {
      const canvas = document.createElement('canvas')
      canvas.width = width
      canvas.height = height
      const context = canvas.getContext('2d')!
      const cell = width / CELLS
      let drawn = 0
      setInterval(() => {
        const time = Date.now() % 2 ** 32
        const check = [0, 8, 16, 24].reduce((sum, shift) => sum ^ ((time / 2 ** shift) & 255), 0)
        // something moves, as a person does
        context.fillStyle = '#7a8b99'
        context.fillRect(0, 0, width, height)
        for (let at = 0; at < 12; at++) {
          context.fillStyle = `hsl(${at * 30 + drawn} 50% 50%)`
          const x = width / 2 + (Math.sin(drawn / 20 + at) * width) / 3
          context.fillRect(x, (height * (at + 3)) / 18, width / 10, height / 20)
        }
        for (let at = 0; at < CELLS; at++) {
          const bit = at < 32 ? Math.floor(time / 2 ** at) % 2 : (check >> (at - 32)) & 1
          context.fillStyle = bit === 1 ? '#fff' : '#000'
          context.fillRect(at * cell, 0, cell, cell * 2)
        }
        drawn += 1
      }, 1000 / rate)
      return canvas.captureStream(rate)
    }
    const { mediaDevices } = navigator
    const openDevice = mediaDevices.getUserMedia.bind(mediaDevices)
    // the microphone stays the browser's own: the sound of an AudioContext runs by another clock than the pictures
    mediaDevices.getUserMedia = async ({ audio, video }: MediaStreamConstraints = {}) => {
      const media = video ? film(640, 480, 15) : new MediaStream()
      if (audio) for (const one of (await openDevice({ audio })).getTracks()) media.addTrack(one)
      return media
    }
    mediaDevices.getDisplayMedia = async () => {
      const media = film(1280, 720, 5)
      const [shared] = media.getVideoTracks()
      const settings = shared!.getSettings()
      shared!.getSettings = () => ({ ...settings, displaySurface: 'monitor' })
      return media
    }
  })
}

/** From now on reads the time off every picture of the live view that is shown on this page. */
export async function watchTimes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const CELLS = 40
    const seen: Seen = { camera: [], stalls: 0, joinMs: { camera: 0, screen: 0 } }
    Object.assign(globalThis, { seenTimes: seen })
    const known = new WeakSet<HTMLVideoElement>()
    // the first question of a view knows of no part
    let askedMs = 0
    const plainFetch = globalThis.fetch
    globalThis.fetch = (input, init) => {
      if (typeof init?.body === 'string' && init.body.includes('"known":null')) askedMs = performance.now()
      return plainFetch(input, init)
    }
    const strip = document.createElement('canvas')
    strip.width = CELLS
    strip.height = 1
    const context = strip.getContext('2d', { willReadFrequently: true })!

    function timeIn(video: HTMLVideoElement): number | null {
      const cell = video.videoWidth / CELLS
      context.drawImage(video, 0, cell * 0.7, video.videoWidth, cell * 0.6, 0, 0, CELLS, 1)
      const { data } = context.getImageData(0, 0, CELLS, 1)
      const bits = Array.from({ length: CELLS }, (_, at) => (data[at * 4 + 1]! > 127 ? 1 : 0))
      const time = bits.slice(0, 32).reduce<number>((sum, bit, at) => sum + bit * 2 ** at, 0)
      const check = bits.slice(32).reduce<number>((sum, bit, at) => sum | (bit << at), 0)
      const wanted = [0, 8, 16, 24].reduce((sum, shift) => sum ^ (Math.floor(time / 2 ** shift) & 255), 0)
      return check === wanted ? time : null
    }

    function watch(video: HTMLVideoElement, feed: 'camera' | 'screen'): void {
      known.add(video)
      if (feed === 'camera') seen.joinMs = { camera: 0, screen: 0 }
      const look = (now: number): void => {
        if (seen.joinMs[feed] === 0) seen.joinMs[feed] = Math.round(now - askedMs)
        const time = timeIn(video)
        if (feed === 'camera' && time !== null) seen.camera.push((Date.now() % 2 ** 32) - time)
        video.requestVideoFrameCallback(look)
      }
      video.requestVideoFrameCallback(look)
      video.addEventListener('waiting', () => {
        if (seen.joinMs[feed] > 0) seen.stalls += 1
      })
    }

    setInterval(() => {
      for (const feed of ['camera', 'screen'] as const) {
        const video = document.querySelector<HTMLVideoElement>(`.live-${feed} video`)
        if (video && !known.has(video)) watch(video, feed)
      }
    }, 2)
  })
}

export const readTimes = (page: Page): Promise<Seen> =>
  page.evaluate(() => (globalThis as unknown as { seenTimes: Seen }).seenTimes)
