// Owns: what an attachment is, told by its bytes, and whether candidates could read it; its name may only agree.
// Never draws what it looks at: a PDF or picture is drawn in the candidate's page, nowhere on the server.
import { faultOfPdf, type PdfFault } from './pdf-check.ts'
import { isWholeJpeg, isWholePng } from './whole.ts'

/** What pages can show: PDF (ISO 32000), PNG, JPEG and UTF-8 text. */
export type AttachmentMime = 'application/pdf' | 'image/png' | 'image/jpeg' | 'text/plain'
export type Sniffed = { ok: true; mime: AttachmentMime } | { ok: false; message: string }

const WORDS: Record<AttachmentMime, string> = {
  'application/pdf': 'a PDF',
  'image/png': 'a PNG picture',
  'image/jpeg': 'a JPEG picture',
  'text/plain': 'plain text',
}
const BY_EXTENSION: Record<string, AttachmentMime> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  txt: 'text/plain',
}

/** Readers look for the header and for the end of a PDF within so many bytes (ISO 32000-1, implementation notes 13, 18). */
const PDF_MARGIN_BYTES = 1024
const PNG_BEGIN = Buffer.from('89504e470d0a1a0a', 'hex')

const PDF_WORDS: Record<PdfFault, string> = {
  password: 'needs a password to be opened: save it without one',
  xfa: 'is a dynamic XFA form, of which only “Please wait” would be shown: print it to a PDF',
  noPages: 'has no pages',
  unreadable: 'cannot be opened as a PDF',
}

/** What the bytes are, if they are whole, can be shown, and the name does not say otherwise. */
export async function sniffAttachment(name: string, bytes: Buffer): Promise<Sniffed> {
  if (bytes.length === 0) return { ok: false, message: 'is empty' }
  const found = recognise(bytes)
  const named = BY_EXTENSION[/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '']
  if (found === null) {
    if (named === 'text/plain') return { ok: false, message: 'is not plain text in UTF-8: save it as UTF-8' }
    return { ok: false, message: named ? `is not ${WORDS[named]}` : 'is neither PDF, PNG, JPEG nor UTF-8 text' }
  }
  if (named && named !== found) return { ok: false, message: `is not ${WORDS[named]}: its content is ${WORDS[found]}` }
  if (!isWhole(found, bytes)) return { ok: false, message: `begins like ${WORDS[found]} but its end is missing` }
  const fault = found === 'application/pdf' ? await faultOfPdf(bytes) : null
  return fault === null ? { ok: true, mime: found } : { ok: false, message: PDF_WORDS[fault] }
}

function recognise(bytes: Buffer): AttachmentMime | null {
  if (bytes.subarray(0, PDF_MARGIN_BYTES).includes('%PDF-')) return 'application/pdf'
  if (bytes.subarray(0, PNG_BEGIN.length).equals(PNG_BEGIN)) return 'image/png'
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg'
  return isText(bytes) ? 'text/plain' : null
}

function isText(bytes: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // letters, not control characters; tab, line ends and form feed are part of texts
    // U+FFFD: a program read it in the wrong encoding before, and what stood there is lost
    return text.trim() !== '' && !text.includes('\uFFFD') && !/[^\P{Cc}\t\n\f\r]/u.test(text)
  } catch {
    return false
  }
}

/** Whether it was not cut off on its way. */
function isWhole(mime: AttachmentMime, bytes: Buffer): boolean {
  switch (mime) {
    case 'application/pdf':
      return /startxref\s+\d+\s+%%EOF/.test(bytes.subarray(-PDF_MARGIN_BYTES).toString('latin1'))
    case 'image/png':
      return isWholePng(bytes)
    case 'image/jpeg':
      return isWholeJpeg(bytes)
    case 'text/plain':
      return true
  }
}
