// Owns: fetching the bytes of one attachment with its progress.
// Never keeps them beyond the page, and never hands out a link by which they could be saved.
import { endpoints } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { problemDetails, refusal, type Refusal } from '@zhishi/core/refusal'
import { noteReached } from '../../client/reachability.ts'

export type Fetched =
  | { ok: true; bytes: Uint8Array<ArrayBuffer> }
  /** `refusal` undefined: the server was not reached, or went away on the way */
  | { ok: false; refusal: Refusal | undefined }

/** Fetches one attachment. There is no time limit: 20 MiB may take long on a bad line, and the page shows how far it is. */
export async function fetchAttachment(
  options: { attemptId: AttemptId; number: number; bytes: number },
  onProgress: (doneBytes: number) => void,
  signal: AbortSignal,
): Promise<Fetched> {
  const path = endpoints.readAttachment.path
    .replace(':attemptId', options.attemptId)
    .replace(':number', String(options.number))
  try {
    const response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', signal })
    if (!response.ok || !response.body) {
      const problem = problemDetails.safeParse(await response.json().catch(() => undefined))
      noteReached(problem.success)
      return { ok: false, refusal: problem.success ? refusal.parse(problem.data) : undefined }
    }
    const pieces: Uint8Array<ArrayBuffer>[] = []
    let done = 0
    const reader = response.body.getReader()
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      pieces.push(read.value)
      done += read.value.length
      onProgress(done)
    }
    noteReached(done === options.bytes)
    if (done !== options.bytes) return { ok: false, refusal: undefined }
    return { ok: true, bytes: new Uint8Array(await new Blob(pieces).arrayBuffer()) }
  } catch {
    if (!signal.aborted) noteReached(false)
    return { ok: false, refusal: undefined }
  }
}
