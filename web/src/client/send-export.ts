// Owns: sending an export file to the server with progress, which `fetch` cannot tell.
// Never reads the file itself: the browser sends it from disk.
import { endpoints, importView, type ImportView } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { EXPORT_MIME } from '@zhishi/core/recording'
import { problemDetails, refusal } from '@zhishi/core/refusal'
import type { Answer } from './call.ts'

/** @param onProgress 0 to 1 of the file is sent; the answer follows once the server has looked through all of it */
export function sendExport(
  attemptId: AttemptId,
  file: File,
  onProgress: (share: number) => void,
): Promise<Answer<ImportView>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('POST', endpoints.importExport.path.replace(':attemptId', attemptId))
    request.setRequestHeader('content-type', EXPORT_MIME)
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total))
    request.addEventListener('load', () => resolve(answerOf(request.status, request.responseText)))
    request.addEventListener('error', () => resolve({ ok: false, unreached: 'noAnswer' }))
    request.send(file)
  })
}

function answerOf(httpStatus: number, text: string): Answer<ImportView> {
  const content = parseJson(text)
  if (httpStatus === 200) {
    const read = importView.safeParse(content)
    return read.success ? { ok: true, value: read.data } : { ok: false, unreached: 'notOurs' }
  }
  const problem = problemDetails.safeParse(content)
  return problem.success ? { ok: false, refusal: refusal.parse(problem.data) } : { ok: false, unreached: 'notOurs' }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
