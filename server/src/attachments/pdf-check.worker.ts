// Owns: opening one PDF with pdf.js, and saying why candidates could not read it.
// Never runs what the PDF carries: no scripts, no forms.
import { parentPort, workerData } from 'node:worker_threads'
import { getDocument, PasswordException, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { PdfFault } from './pdf-check.ts'

async function look(data: Uint8Array): Promise<PdfFault | null> {
  const loading = getDocument({ data, enableXfa: false, verbosity: VerbosityLevel.ERRORS })
  // without an answer pdf.js would wait for a password for ever
  loading.onPassword = () => void loading.destroy()
  try {
    const pdf = await loading.promise
    if (pdf.numPages === 0) return 'noPages'
    await pdf.getPage(1)
    // an XFA form without AcroForm fields is dynamic: its pages hold “Please wait” and nothing else (ISO 32000-1, 12.7.8)
    const { info } = (await pdf.getMetadata()) as { info: { IsXFAPresent?: boolean; IsAcroFormPresent?: boolean } }
    return info.IsXFAPresent === true && info.IsAcroFormPresent !== true ? 'xfa' : null
  } catch (error) {
    return error instanceof PasswordException ? 'password' : 'unreadable'
  }
}

parentPort?.postMessage(await look(workerData as Uint8Array))
