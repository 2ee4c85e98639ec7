// Owns: turning untrusted picture bytes into pixels: what they are by their first bytes, how large, whole or not.
// Never trusts a declared type, never decodes more pixels than the limit, never keeps metadata.
import sharp from 'sharp'

/** Interleaved RGB, 8 bits each, upright. */
export type Picture = { data: Uint8Array; width: number; height: number }

/** Why bytes are no usable picture. */
export const PICTURE_FAULTS = [
  'notAPicture',
  'damagedPicture',
  'tooManyBytes',
  'tooManyPixels',
  'tooFewPixels',
] as const
export type PictureFault = (typeof PICTURE_FAULTS)[number]
export type PictureResult = { ok: true; picture: Picture } | { ok: false; reason: PictureFault }

/** A photograph of a current phone at full quality stays below 12 MiB; a camera frame has some 50 KB. */
export const MAX_PICTURE_BYTES = 12 * 1024 * 1024
/** 25 million: above the 12 of most phone cameras, below what would trouble a process (75 MB decoded). */
export const MAX_PICTURE_PIXELS = 25_000_000
/** The shorter side; below it no face can be large enough, and the detector fails on slivers. */
const MIN_SIDE_PX = 64
/** The models were measured on pictures of this longer side; more costs time and brings nothing. */
const WORKING_SIDE_PX = 640

/** The format told by the first bytes: JPEG (SOI and a marker), PNG (signature), WebP (RIFF container); else null. */
export function sniffPicture(bytes: Uint8Array): 'jpeg' | 'png' | 'webp' | null {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'webp'
  return null
}

/** What can be told without decoding: cheap enough for the thread that answers requests. */
export function faultBeforeDecoding(bytes: Uint8Array): PictureFault | null {
  if (bytes.byteLength > MAX_PICTURE_BYTES) return 'tooManyBytes'
  return sniffPicture(bytes) === null ? 'notAPicture' : null
}

/** Decodes, turns upright by EXIF, shrinks to at most 640 pixels a side, lays transparency on white. */
export async function decodePicture(bytes: Uint8Array): Promise<PictureResult> {
  const fault = faultBeforeDecoding(bytes)
  if (fault !== null) return { ok: false, reason: fault }
  try {
    // reads the header only, whatever the size
    const { width, height, format } = await sharp(bytes, { limitInputPixels: false }).metadata()
    if (format !== sniffPicture(bytes)) return { ok: false, reason: 'notAPicture' }
    if (width * height > MAX_PICTURE_PIXELS) return { ok: false, reason: 'tooManyPixels' }
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PICTURE_PIXELS, failOn: 'error' })
      .autoOrient()
      .resize(WORKING_SIDE_PX, WORKING_SIDE_PX, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    if (Math.min(info.width, info.height) < MIN_SIDE_PX) return { ok: false, reason: 'tooFewPixels' }
    if (info.channels !== 3) return { ok: false, reason: 'damagedPicture' }
    return { ok: true, picture: { data, width: info.width, height: info.height } }
  } catch {
    // sharp tells what is wrong in English sentences only; the first bytes were right, so the rest is not
    return { ok: false, reason: 'damagedPicture' }
  }
}
