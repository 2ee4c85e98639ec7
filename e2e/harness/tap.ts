// Owns: the tap: every blob that a MediaRecorder of a page emits, handed to this process in order and written to disk.
// It sits in the browser outside the product's code; never changes what the product sees.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext } from '@playwright/test'

/** What is known of one recorder run; written beside its bytes as `<n>.json`. Instants are the browser's clock. */
export type TappedRecorder = {
  number: number
  /** which of the page loads that recorded made it, from 1 */
  life: number
  mime: string
  startedAt: number | null
  stoppedAt: number | null
  /** when its newest blob was emitted */
  lastBlobAt: number | null
  blobs: number
  bytes: number
}

export type Tap = {
  readonly directory: string
  /** in the order they were constructed, over all page lives */
  recorders(): readonly TappedRecorder[]
  /** Begins to tap the pages of a context, from their next load on; once per context. */
  attach(context: BrowserContext): Promise<void>
}

/**
 * The recorders of a page load that run and have handed out more than `slices` slices: the parts of today, however many came
 * before them (a camera that stands still on a busy machine begins another part).
 * @param life which of the page loads that recorded, from 1
 */
export function recordingIn(tap: Tap, life: number, slices = 0): TappedRecorder[] {
  return tap.recorders().filter((one) => one.life === life && one.stoppedAt === null && one.blobs > slices)
}

/** A page's estimate of the server's clock may be off by half a round trip; the camera's part before T0 began long before. */
const CLOCK_SLACK_MS = 1000

/** Whether camera and screen record, the camera in the part that begins at T0, each with more than so many slices. */
export function isRecordedFrom(startsAt: number, tap: Tap, life: number, slices = 0): boolean {
  const running = recordingIn(tap, life, slices)
  return running.length === 2 && running.some((one) => (one.startedAt ?? 0) >= startsAt - CLOCK_SLACK_MS)
}

/** Bytes that all recorders so far have handed out. */
/** A start that takes too long is given up for one of less quality, and has emitted nothing. */
export const emitted = (tap: Tap): readonly TappedRecorder[] => tap.recorders().filter(({ bytes }) => bytes > 0)

export const tappedBytes = (tap: Tap): number => tap.recorders().reduce((sum, one) => sum + one.bytes, 0)

/** What a page says. `life` is one load of one page, `recorder` counts its recorders from 1. */
type Saying = { life: string; recorder: number; at: number } & (
  | { kind: 'started' | 'stopped'; mime: string }
  | { kind: 'blob'; mime: string; base64: string }
)

const BINDING = 'tapRecorder'

/** @param directory made if it is missing; gets `<n>.bin` and `<n>.json` */
export function createTap(directory: string): Tap {
  mkdirSync(directory, { recursive: true })
  const recorders = new Map<string, TappedRecorder>()
  const lives: string[] = []

  function hear(saying: Saying): void {
    if (!lives.includes(saying.life)) lives.push(saying.life)
    const key = `${saying.life}/${saying.recorder}`
    const known = recorders.get(key) ?? {
      number: recorders.size + 1,
      life: lives.indexOf(saying.life) + 1,
      mime: saying.mime,
      startedAt: null,
      stoppedAt: null,
      lastBlobAt: null,
      blobs: 0,
      bytes: 0,
    }
    recorders.set(key, known)
    known.mime = saying.mime || known.mime
    if (saying.kind === 'started') known.startedAt = saying.at
    if (saying.kind === 'stopped') known.stoppedAt = saying.at
    if (saying.kind === 'blob') {
      const bytes = Buffer.from(saying.base64, 'base64')
      appendFileSync(join(directory, `${known.number}.bin`), bytes)
      known.lastBlobAt = saying.at
      known.blobs += 1
      known.bytes += bytes.length
    }
    writeFileSync(join(directory, `${known.number}.json`), JSON.stringify(known))
  }

  return {
    directory,
    recorders: () => [...recorders.values()],
    async attach(context) {
      await context.exposeBinding(BINDING, (_source, saying: Saying) => hear(saying))
      await context.addInitScript(tapPage, BINDING)
    },
  }
}

/** Runs in the page before any of its scripts. */
function tapPage(binding: string): void {
  const Recorder = window.MediaRecorder as typeof MediaRecorder | undefined
  if (!Recorder) return
  const tell = (window as unknown as Record<string, (saying: object) => Promise<void>>)[binding]
  if (!tell) return
  const life = `${performance.timeOrigin}-${Math.random()}`
  let constructed = 0

  const read = (blob: Blob): Promise<string> =>
    new Promise((resolve, reject) => {
      const reader = new FileReader()
      // behind the last comma: the media type before it may hold one of its own (codecs=vp9,opus)
      reader.onload = () => resolve((reader.result as string).split(',').at(-1) ?? '')
      reader.onerror = () => reject(new Error('a blob could not be read'))
      reader.readAsDataURL(blob)
    })

  window.MediaRecorder = new Proxy(Recorder, {
    construct(target, args, newTarget) {
      const recorder = Reflect.construct(target, args, newTarget) as MediaRecorder
      const number = ++constructed
      // one after the other, so that the order of the blobs is the order in which they were emitted
      let line: Promise<unknown> = Promise.resolve()
      const say = (kind: string, at: number, content: Promise<object> = Promise.resolve({})): void => {
        const mime = recorder.mimeType
        line = line.then(async () => tell({ life, recorder: number, kind, at, mime, ...(await content) }))
      }
      // a recorder that is stopped before it has given anything makes no part: what it gives on ending is nobody's
      let hasGiven = false
      let isNobodys = false
      const stop = recorder.stop.bind(recorder)
      recorder.stop = () => {
        isNobodys ||= !hasGiven
        stop()
      }
      recorder.addEventListener('start', () => say('started', Date.now()))
      recorder.addEventListener('dataavailable', ({ data }) => {
        // reading begins at once: a page that unloads lets go of its blobs
        if (data.size === 0 || isNobodys) return
        hasGiven = true
        say(
          'blob',
          Date.now(),
          read(data).then((base64) => ({ base64 })),
        )
      })
      recorder.addEventListener('stop', () => say('stopped', Date.now()))
      return recorder
    },
  })
}
