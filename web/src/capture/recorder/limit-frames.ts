// Owns: asking running devices for fewer pictures a second, without opening them again.
// Never decides how many (core's recording/quality.ts).

/** Frames a second each camera or screen was opened with. */
const OPENED_WITH = new WeakMap<MediaStreamTrack, number>()

/** @param share of the frames it was opened with; a device that cannot give fewer goes on as it is */
export async function limitFrames(media: MediaStream, share: number): Promise<void> {
  for (const it of media.getVideoTracks()) {
    const { frameRate } = it.getSettings()
    if (frameRate === undefined || share === 1) continue
    if (!OPENED_WITH.has(it)) OPENED_WITH.set(it, frameRate)
    const max = Math.max(1, Math.round((OPENED_WITH.get(it) ?? frameRate) * share))
    await it.applyConstraints({ ...it.getConstraints(), frameRate: { max } }).catch(() => {})
  }
}
