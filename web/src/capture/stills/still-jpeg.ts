// Owns: making a still of a picture: small, and never larger than the server takes.
// Never used on a page's own thread: compressing takes milliseconds that belong to the candidate.
import { STILL_MAX_BYTES, STILL_MIME } from '@zhishi/core/recording'

/** Tried in this order until one is small enough; a screen full of text needs the later ones. */
const TRIES = [
  { share: 1, quality: 0.75 },
  { share: 1, quality: 0.5 },
  { share: 0.75, quality: 0.4 },
  { share: 0.5, quality: 0.3 },
] as const

/** Draws the picture at most as large as it is. Null: it cannot be made small enough, or not drawn at all. */
export async function encodeStill(picture: ImageBitmap): Promise<Blob | null> {
  for (const { share, quality } of TRIES) {
    const canvas = new OffscreenCanvas(Math.round(picture.width * share), Math.round(picture.height * share))
    const context = canvas.getContext('2d')
    if (!context) return null
    context.drawImage(picture, 0, 0, canvas.width, canvas.height)
    const jpeg = await canvas.convertToBlob({ type: STILL_MIME, quality })
    if (jpeg.size <= STILL_MAX_BYTES) return jpeg
  }
  return null
}
