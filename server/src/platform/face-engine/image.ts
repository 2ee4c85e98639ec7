// Owns: turning untrusted picture bytes into pixels: what kind they are by their first bytes, how large, whole or not.
// Never trusts a file name or a declared type, never decodes more pixels than the limit, never keeps metadata.
import sharp from 'sharp'

/** Interleaved RGB, 8 bits each, upright. */
export type Picture = { data: Uint8Array; width: number; height: number }

/** Why bytes are no usable picture. */
export type PictureFault = 'notAPicture' | 'damagedPicture' | 'tooManyBytes' | 'tooManyPixels'
export type PictureResult = { ok: true; picture: Picture } | { ok: false; reason: PictureFault }

/** A photograph of a current phone at full quality stays below this; camera frames are some 50 KB. */
export const MAX_PICTURE_BYTES = 12 * 1024 * 1024
/** 25 million: above the 12 of most phone cameras, below what could exhaust a worker (75 MB decoded). */
export const MAX_PICTURE_PIXELS = 25_000_000
/** The models were measured on pictures of this longer side; more costs time and brings nothing. */
const WORKING_SIDE_PX = 640

const hasBytes = (bytes: Uint8Array, at: number, wanted: string) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', at, at + wanted.length) === wanted

/** The format told by the first bytes: JPEG (SOI + marker), PNG (signature), WebP (RIFF container); else null. */
export function sniffPicture(bytes: Uint8Array): 'jpeg' | 'png' | 'webp' | null {
  if (hasBytes(bytes, 0, '\xff\xd8\xff')) return 'jpeg'
  if (hasBytes(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'png'
  if (hasBytes(bytes, 0, 'RIFF') && hasBytes(bytes, 8, 'WEBP')) return 'webp'
  return null
}

/** What can be told without decoding: cheap enough for the thread that answers requests. */
export function faultBeforeDecoding(bytes: Uint8Array): PictureFault | null {
  if (bytes.byteLength > MAX_PICTURE_BYTES) return 'tooManyBytes'
  return sniffPicture(bytes) === null ? 'notAPicture' : null
}

/** Decodes, turns upright by EXIF, shrinks to at most 640 pixels a side. Transparency is laid on white. */
export async function decodePicture(bytes: Uint8Array): Promise<PictureResult> {
  const fault = faultBeforeDecoding(bytes)
  if (fault !== null) return { ok: false, reason: fault }
  try {
    const { width, height, format } = await sharp(bytes, { limitInputPixels: false }).metadata()
    if (format !== sniffPicture(bytes)) return { ok: false, reason: 'notAPicture' }
    if (width * height > MAX_PICTURE_PIXELS) return { ok: false, reason: 'tooManyPixels' }
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PICTURE_PIXELS, failOn: 'error' })
      .autoOrient()
      .resize(WORKING_SIDE_PX, WORKING_SIDE_PX, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    if (info.channels !== 3) return { ok: false, reason: 'damagedPicture' }
    return { ok: true, picture: { data, width: info.width, height: info.height } }
  } catch {
    // sharp tells a broken file from a foreign one only in its English sentences; the first bytes were right, so broken
    return { ok: false, reason: 'damagedPicture' }
  }
}
