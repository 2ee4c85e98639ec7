// Owns: the faults that happen inside a page: a camera, a microphone or a shared screen that ends, devices that open late, an
// encoder that gives nothing. One function that knows nothing of the product and needs nothing outside itself, so that a
// browser driven from outside can be given it as it is.
// Never part of a built page: `npm run dev` puts it before the page's own scripts, tests do the same from outside.

/** What a developer calls in the console: `zhishiFaults.begin('camera-died')`, `zhishiFaults.begin('camera-late', 8000)`. */
export type PageFaults = {
  names: readonly string[]
  /** @returns how many tracks or recorders it has struck so far; those that lie in wait strike later */
  begin(name: string, ms?: number): number
}

/** What a page has from its start, whichever of the two scripts comes first. Runs in the page before any of its scripts. */
export function beginFaultAtStart([name, ms]: readonly [name: string, ms?: number]): void {
  const page = window as unknown as { zhishiFaults?: PageFaults; zhishiFaultsAtStart?: unknown[] }
  if (page.zhishiFaults) page.zhishiFaults.begin(name, ms)
  else (page.zhishiFaultsAtStart ??= []).push([name, ms])
}

/** Runs in the page before any of its scripts. */
export function installPageFaults(): void {
  const page = window as unknown as { zhishiFaults?: PageFaults; zhishiFaultsAtStart?: [name: string, ms?: number][] }
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (!devices || page.zhishiFaults) return
  const given = new Set<{ track: MediaStreamTrack; isScreen: boolean }>()
  const keep = (media: MediaStream, isScreen: boolean): MediaStream => {
    for (const track of media.getTracks()) given.add({ track, isScreen })
    return media
  }
  const getUserMedia = devices.getUserMedia.bind(devices)
  const getDisplayMedia = devices.getDisplayMedia?.bind(devices)
  /** how much longer each takes from now on */
  const later = { camera: 0, chooser: 0 }
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
  devices.getUserMedia = async (wanted) => {
    await wait(later.camera)
    return keep(await getUserMedia(wanted), false)
  }
  if (getDisplayMedia)
    devices.getDisplayMedia = async (wanted) => {
      // asked for at once: the browser wants to see the press; who chooses takes their time
      const chosen = await getDisplayMedia(wanted)
      await wait(later.chooser)
      return keep(chosen, true)
    }

  /** recorders that start give nothing for so long after the first of them; 0: as usual */
  let idleMs = 0
  let idleUntilMs: number | null = null
  const recorders = window.MediaRecorder as typeof MediaRecorder | undefined
  if (recorders) {
    const { start, pause, resume } = recorders.prototype
    const realState = Object.getOwnPropertyDescriptor(recorders.prototype, 'state')
    recorders.prototype.start = function (...all) {
      start.apply(this, all)
      if (idleMs === 0) return
      idleUntilMs ??= performance.now() + idleMs
      const leftMs = idleUntilMs - performance.now()
      if (leftMs <= 0) return
      // a paused recorder gives nothing, and does not say that it has started; only its word that it is paused is kept back
      pause.call(this)
      Object.defineProperty(this, 'state', {
        get: () => {
          const state = realState?.get?.call(this) as RecordingState
          return state === 'paused' ? 'recording' : state
        },
      })
      setTimeout(() => {
        if (realState?.get?.call(this) === 'paused') resume.call(this)
      }, leftMs)
    }
  }

  const isMeant: Record<string, (one: { track: MediaStreamTrack; isScreen: boolean }) => boolean> = {
    'camera-died': ({ track, isScreen }) => !isScreen && track.kind === 'video',
    'microphone-died': ({ track, isScreen }) => !isScreen && track.kind === 'audio',
    'sharing-stopped': ({ isScreen }) => isScreen,
  }
  const lieInWait: Record<string, (ms: number) => void> = {
    'camera-late': (ms) => (later.camera = ms),
    'chooser-open': (ms) => (later.chooser = ms),
    'encoder-idle': (ms) => ((idleMs = ms), (idleUntilMs = null)),
  }
  page.zhishiFaults = {
    names: [...Object.keys(isMeant), ...Object.keys(lieInWait)],
    begin(name, ms = 0) {
      const waits = lieInWait[name]
      if (waits) {
        waits(ms)
        return 0
      }
      const isIt = isMeant[name]
      if (!isIt) throw new Error(`no fault of a page: ${name}; there are ${this.names.join(', ')}`)
      const live = [...given].filter((one) => one.track.readyState === 'live' && isIt(one))
      for (const { track } of live) {
        track.stop()
        // a track that the page stops itself ends without a word; one whose device dies says so
        track.dispatchEvent(new Event('ended'))
      }
      return live.length
    },
  }
  for (const [name, ms] of page.zhishiFaultsAtStart ?? []) page.zhishiFaults.begin(name, ms)
}
