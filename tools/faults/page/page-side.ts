// Owns: the faults that happen inside a page: a camera, a microphone or a shared screen that ends. One function that knows
// nothing of the product and needs nothing outside itself, so that a browser driven from outside can be given it as it is.
// Never part of a built page: `npm run dev` puts it before the page's own scripts, tests do the same from outside.

/** What a developer calls in the console: `zhishiFaults.begin('camera-died')`. */
export type PageFaults = { names: readonly string[]; begin(name: string): number }

/** Runs in the page before any of its scripts. */
export function installPageFaults(): void {
  const page = window as unknown as { zhishiFaults?: PageFaults }
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (!devices || page.zhishiFaults) return
  const given = new Set<{ track: MediaStreamTrack; isScreen: boolean }>()
  const keep = (media: MediaStream, isScreen: boolean): MediaStream => {
    for (const track of media.getTracks()) given.add({ track, isScreen })
    return media
  }
  const getUserMedia = devices.getUserMedia.bind(devices)
  const getDisplayMedia = devices.getDisplayMedia?.bind(devices)
  devices.getUserMedia = async (wanted) => keep(await getUserMedia(wanted), false)
  if (getDisplayMedia) devices.getDisplayMedia = async (wanted) => keep(await getDisplayMedia(wanted), true)

  const isMeant: Record<string, (one: { track: MediaStreamTrack; isScreen: boolean }) => boolean> = {
    'camera-died': ({ track, isScreen }) => !isScreen && track.kind === 'video',
    'microphone-died': ({ track, isScreen }) => !isScreen && track.kind === 'audio',
    'sharing-stopped': ({ isScreen }) => isScreen,
  }
  page.zhishiFaults = {
    names: Object.keys(isMeant),
    /** @returns how many tracks have ended by it */
    begin(name) {
      const isIt = isMeant[name]
      if (!isIt) throw new Error(`no fault of a page: ${name}; there are ${Object.keys(isMeant).join(', ')}`)
      const live = [...given].filter((one) => one.track.readyState === 'live' && isIt(one))
      for (const { track } of live) {
        track.stop()
        // a track that the page stops itself ends without a word; one whose device dies says so
        track.dispatchEvent(new Event('ended'))
      }
      return live.length
    },
  }
}
