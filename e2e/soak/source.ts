// Owns: counting, in the pages and outside the product's code, the pictures that cameras and screen really delivered while
// a recorder ran (`MediaStreamTrack.stats`, Media Capture Extensions). Never changes what the product sees.
import type { BrowserContext } from '@playwright/test'

/** Pictures delivered between a recorder's first and last moment. */
export type Delivered = { life: string; recorder: number; hasSound: boolean; frames: number }

export type Source = {
  attach(context: BrowserContext): Promise<void>
  /** of every recorder that has stopped */
  delivered(): readonly Delivered[]
}

const BINDING = 'sourceFrames'

export function createSource(): Source {
  const all: Delivered[] = []
  return {
    delivered: () => all,
    async attach(context) {
      await context.exposeBinding(BINDING, (_page, one: Delivered) => void all.push(one))
      await context.addInitScript(watchRecorders, BINDING)
    },
  }
}

/** Runs in the page before any of its scripts. */
function watchRecorders(binding: string): void {
  const Recorder = window.MediaRecorder as typeof MediaRecorder | undefined
  const tell = (window as unknown as Record<string, (one: object) => Promise<void>>)[binding]
  if (!Recorder || !tell) return
  const life = `${performance.timeOrigin}-${Math.random()}`
  let constructed = 0
  const count = (track: MediaStreamTrack | undefined): number =>
    (track as { stats?: { deliveredFrames: number } } | undefined)?.stats?.deliveredFrames ?? 0

  window.MediaRecorder = new Proxy(Recorder, {
    construct(target, args, newTarget) {
      const recorder = Reflect.construct(target, args, newTarget) as MediaRecorder
      const number = ++constructed
      const [track] = recorder.stream.getVideoTracks()
      const hasSound = recorder.stream.getAudioTracks().length > 0
      let atStart = 0
      // the first picture is what starts a recorder
      recorder.addEventListener('start', () => (atStart = count(track) - 1))
      // one that is stopped before it has given anything makes no part
      let hasGiven = false
      let isNobodys = false
      recorder.addEventListener('dataavailable', ({ data }) => (hasGiven ||= data.size > 0))
      const stop = recorder.stop.bind(recorder)
      recorder.stop = () => {
        isNobodys ||= !hasGiven
        stop()
      }
      recorder.addEventListener('stop', () => {
        if (!isNobodys) void tell({ life, recorder: number, hasSound, frames: count(track) - atStart })
      })
      return recorder
    },
  })
}
