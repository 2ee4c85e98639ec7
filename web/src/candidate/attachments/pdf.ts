// Owns: pdf.js as this product uses it: its worker, character maps, fonts and decoders all come from our own origin.
// Never runs what a PDF carries: no scripts, no forms, no links; pdf.js 6 evaluates no text as code.
import {
  AnnotationMode,
  getDocument,
  PDFWorker,
  VerbosityLevel,
  version,
  type PDFDocumentProxy,
  type PDFPageProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import PdfThread from 'pdfjs-dist/legacy/build/pdf.worker.mjs?worker'

export type Pdf = PDFDocumentProxy

/** Where the build puts the data files of this version (vite.config.ts). */
const FILES = `/assets/pdfjs-${version}`
/** Safari draws no canvas above 4096 × 4096 pixels; others may, but nothing on a page needs more. */
const MAX_PIXELS = 4096 * 4096
/** Finer than two device pixels to one of the page nobody sees. */
const MAX_DENSITY = 2

/** Opens a PDF in a worker of its own. `close` ends both; the promise of a closed one never settles. */
export function openPdf(bytes: Uint8Array): { pdf: Promise<Pdf>; close: () => void } {
  const thread = new PdfThread()
  const worker = PDFWorker.create({ port: thread })
  const loading = getDocument({
    worker,
    // pdf.js takes what it is given for its own; the page may want to show it again
    data: bytes.slice(),
    cMapUrl: `${FILES}/cmaps/`,
    standardFontDataUrl: `${FILES}/standard_fonts/`,
    useSystemFonts: true,
    wasmUrl: `${FILES}/wasm/`,
    iccUrl: `${FILES}/iccs/`,
    enableXfa: false,
    verbosity: VerbosityLevel.ERRORS,
  })
  let isClosed = false
  const pdf = new Promise<Pdf>((resolve, reject) => {
    loading.promise.then(
      (opened) => !isClosed && resolve(opened),
      (error: unknown) => !isClosed && reject(error instanceof Error ? error : new Error(String(error))),
    )
  })
  const close = (): void => {
    isClosed = true
    void loading.destroy().finally(() => thread.terminate())
  }
  return { pdf, close }
}

export type Drawing = { canvas: HTMLCanvasElement; done: Promise<void>; cancel: () => void }

/** Draws a page on a canvas of its own. @param width of the page on the screen, in CSS pixels */
export function drawPage(page: PDFPageProxy, width: number): Drawing {
  const whole = page.getViewport({ scale: 1 })
  const scale = width / whole.width
  const density = Math.min(devicePixelRatio, MAX_DENSITY, Math.sqrt(MAX_PIXELS / (whole.width * whole.height)) / scale)
  const viewport = page.getViewport({ scale: scale * density })
  const canvas = document.createElement('canvas')
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  canvas.style.width = `${Math.floor(width)}px`
  const task = page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE })
  return { canvas, done: task.promise, cancel: () => task.cancel() }
}

/** The text of a page, for who hears it. Empty: the page is a picture. */
export async function textOf(page: PDFPageProxy): Promise<string> {
  const { items } = await page.getTextContent()
  // many PDFs carry compatibility forms of letters (⼆ for 二), which are not read aloud
  return items
    .map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : ''))
    .join('')
    .normalize('NFKC')
}
