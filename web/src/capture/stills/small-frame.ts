// Owns: a small picture of a video's frame, made of its pixels, for the worker that sends stills.
// Never draws a frame where its pixels can be had: of each that is drawn Chromium keeps a megabyte, until hundreds lie in
// memory.

export type Pixels = { data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number }

/** The frame with its longer side as given, or as it is where that is less. The frame stays open. */
export async function smallFrame(frame: VideoFrame | ImageBitmap, longSide: number): Promise<ImageBitmap> {
  const pixels = 'copyTo' in frame ? await pixelsOf(frame) : null
  if (!pixels) {
    const whole = 'copyTo' in frame ? { width: frame.displayWidth, height: frame.displayHeight } : frame
    const { width, height } = within(whole, longSide)
    return createImageBitmap(frame, { resizeWidth: width, resizeHeight: height, resizeQuality: 'medium' })
  }
  const { data, width, height } = shrink(pixels, longSide)
  return createImageBitmap(new ImageData(data, width, height))
}

/** Null: this browser does not hand them out in colours (Chromium does from 127 on), or not the way up they are shown. */
async function pixelsOf(frame: VideoFrame): Promise<Pixels | null> {
  const { width, height } = frame.visibleRect ?? { width: 0, height: 0 }
  if (isTurned(frame, width / height)) return null
  const options: VideoFrameCopyToOptions = { format: 'RGBA' }
  try {
    // who does not know the option goes on in the format of the frame, which has another length
    if (frame.allocationSize(options) !== width * height * 4) return null
    const data = new Uint8ClampedArray(width * height * 4)
    await frame.copyTo(data, options)
    return { data, width, height }
  } catch {
    return null
  }
}

/** Each pixel is the mean of those it stands for, so that a screen's lines of text stay lines. */
export function shrink(from: Pixels, longSide: number): Pixels {
  const { width, height } = within(from, longSide)
  const data = new Uint8ClampedArray(width * height * 4)
  for (let y = 0, to = 0; y < height; y++) {
    const [top, bottom] = standsFor(y, height, from.height)
    for (let x = 0; x < width; x++, to += 4) {
      const [left, right] = standsFor(x, width, from.width)
      let [red, green, blue] = [0, 0, 0]
      for (let row = top; row < bottom; row++) {
        for (let at = (row * from.width + left) * 4; at < (row * from.width + right) * 4; at += 4) {
          red += from.data[at] ?? 0
          green += from.data[at + 1] ?? 0
          blue += from.data[at + 2] ?? 0
        }
      }
      const count = (bottom - top) * (right - left)
      data[to] = red / count
      data[to + 1] = green / count
      data[to + 2] = blue / count
      data[to + 3] = 255
    }
  }
  return { data, width, height }
}

function within({ width, height }: { width: number; height: number }, longSide: number) {
  const share = Math.min(1, longSide / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) }
}

/** Of `count` pixels those that number `at` of `fewer` stands for. */
function standsFor(at: number, fewer: number, count: number): [number, number] {
  return [Math.floor((at * count) / fewer), Math.floor(((at + 1) * count) / fewer)]
}

/**
 * A phone's camera may give its frames as they lie on the sensor, and say so (WebCodecs, since 2025). That they are larger than
 * they are shown says nothing: a camera that was asked for less is scaled when it is drawn.
 */
function isTurned(frame: VideoFrame & { rotation?: number; flip?: boolean }, sides: number): boolean {
  const shown = frame.displayWidth / frame.displayHeight
  return (frame.rotation ?? 0) !== 0 || frame.flip === true || Math.abs(sides / shown - 1) > SAME_SHAPE
}

/** Sides are whole pixels: so much may one of 100 be off. */
const SAME_SHAPE = 0.01
