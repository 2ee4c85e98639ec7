// Owns: reading a QR code from a picture. Loaded only for scanning in the page: it is twice the size of the page itself.
// Never fetches anything from elsewhere: the reader's program is served by ourselves.
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import readerProgram from 'zxing-wasm/reader/zxing_reader.wasm?url'

const canvas = document.createElement('canvas')
const context = canvas.getContext('2d', { willReadFrequently: true })

/** Loads the reader's program. @returns whether it can be used */
export async function prepare(): Promise<boolean> {
  try {
    await prepareZXingModule({
      overrides: {
        locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? readerProgram : prefix + path),
      },
      fireImmediately: true,
    })
    return context !== null
  } catch {
    return false
  }
}

/** The text of the QR code in the picture a video shows now; null: none was found. */
export async function readQr(video: HTMLVideoElement | null): Promise<string | null> {
  if (!video || !context || video.videoWidth === 0) return null
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  context.drawImage(video, 0, 0)
  const picture = context.getImageData(0, 0, canvas.width, canvas.height)
  const found = await readBarcodes(picture, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 1 })
  return found[0]?.text || null
}
