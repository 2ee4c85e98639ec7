// Owns: what an attachment is, told by its bytes; its name may only agree.
// Never opens what it looks at: a PDF or picture is drawn in the candidate's page, nowhere on the server.

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
/** Cameras append a little to a JPEG; its end must be near the end of the file all the same. */
const JPEG_MARGIN_BYTES = 1024
const PNG_BEGIN = Buffer.from('89504e470d0a1a0a', 'hex')
/** The last chunk of every PNG: no data, IEND, its CRC (PNG 3rd edition, 11.2.5). */
const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex')

/** What the bytes are, if they are whole and the name does not say otherwise. */
export function sniffAttachment(name: string, bytes: Buffer): Sniffed {
  if (bytes.length === 0) return { ok: false, message: 'is empty' }
  const found = recognise(bytes)
  const named = BY_EXTENSION[/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '']
  if (found === null) {
    return { ok: false, message: named ? `is not ${WORDS[named]}` : 'is neither PDF, PNG, JPEG nor UTF-8 text' }
  }
  if (named && named !== found) return { ok: false, message: `is not ${WORDS[named]}: its content is ${WORDS[found]}` }
  const missing = missingIn(found, bytes)
  return missing === null
    ? { ok: true, mime: found }
    : { ok: false, message: `begins like ${WORDS[found]} but ${missing}` }
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
    return text.trim() !== '' && !/[^\P{Cc}\t\n\f\r]/u.test(text)
  } catch {
    return false
  }
}

/** What shows that a file was cut off on its way; null: it is whole. */
function missingIn(mime: AttachmentMime, bytes: Buffer): string | null {
  switch (mime) {
    case 'application/pdf': {
      const end = bytes.subarray(-PDF_MARGIN_BYTES).toString('latin1')
      return /startxref\s+\d+\s+%%EOF/.test(end) ? null : 'its end is missing'
    }
    case 'image/png':
      return bytes.subarray(-PNG_END.length).equals(PNG_END) ? null : 'its end is missing'
    case 'image/jpeg':
      return bytes.subarray(-JPEG_MARGIN_BYTES).includes(Buffer.from('ffd9', 'hex')) ? null : 'its end is missing'
    case 'text/plain':
      return null
  }
}
