// Owns: the stills of bots: pictures of the very clip that they record, made by ffmpeg at first use and kept beside it.
// Never larger than the server takes.
import { STILL_EVERY_MS, STILL_MAX_BYTES, type Feed } from '@zhishi/core/recording'
import { makeFile } from './made.ts'

/** As a page takes them (web/src/capture/stills/stills.ts): the longer side, in pixels. */
const LONG_SIDE: Record<Feed, number> = { camera: 320, evidence: 320, screen: 480 }
/** Of ffmpeg's JPEG, 2 is the best and 31 the worst: a test card of 480 pixels has 8.7 kB. */
const QUALITY = 6

const EOI_SOI = Buffer.from([0xff, 0xd9, 0xff, 0xd8])

/** One for each {@link STILL_EVERY_MS} of the clip. @throws Error when one is too large */
export async function makeStills(feed: Feed, clipFile: string): Promise<readonly Buffer[]> {
  const scaled = `fps=1000/${STILL_EVERY_MS},scale=${LONG_SIDE[feed]}:-2`
  const jpegs = ['-an', '-vf', scaled, '-q:v', String(QUALITY), '-f', 'mjpeg']
  const bytes = await makeFile(`${clipFile}.mjpeg`, ['-i', clipFile, ...jpegs])
  const stills = splitMjpeg(bytes)
  if (stills.some(({ length }) => length > STILL_MAX_BYTES)) throw new Error(`a still of ${clipFile} is too large`)
  return stills
}

/** JPEGs that lie one behind the other; inside one the two markers never meet. */
function splitMjpeg(bytes: Buffer): Buffer[] {
  const stills: Buffer[] = []
  for (let from = 0; from < bytes.length;) {
    const border = bytes.indexOf(EOI_SOI, from)
    const to = border === -1 ? bytes.length : border + 2
    stills.push(bytes.subarray(from, to))
    from = to
  }
  return stills
}
