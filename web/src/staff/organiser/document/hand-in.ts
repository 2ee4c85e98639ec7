// Owns: handing documents and files to the server as bytes, and asking what became of them.
// Never throws for what is expected: a refusal and a server that was not reached are both answers.
import { draftFileView, draftView, endpoints, type DraftFileView, type DraftView } from '@zhishi/core/contract'
import { draftId as asDraftId, type DraftId } from '@zhishi/core/ids'
import { problemDetails, refusal } from '@zhishi/core/refusal'
import type { z } from 'zod'
import type { Answer } from '../../../client/call.ts'

/** A roster of thousands is about a megabyte, and reading its text takes the server some seconds. */
const TIMEOUT_MS = 60_000

/** Of this page; a repeat of the same hand-in finds the same draft. */
export const newDraftId = (): DraftId => asDraftId.parse(crypto.randomUUID())

/** @param version the one the edit began from; null: a new interview */
export function handIn(draftId: DraftId, text: string, version: string | null): Promise<Answer<DraftView>> {
  const path = endpoints.draftDocument.path.replace(':draftId', draftId)
  const onto: Record<string, string> = version === null ? { 'if-none-match': '*' } : { 'if-match': `"${version}"` }
  return send(path, 'application/yaml', text, draftView, onto)
}

/** @param file the path that the document gives it */
export function keepFile(file: string, content: Blob): Promise<Answer<DraftFileView>> {
  const path = endpoints.keepDraftFile.path.replace(':file', encodeURIComponent(file))
  return send(path, 'application/octet-stream', content, draftFileView)
}

async function send<Schema extends z.ZodType>(
  path: string,
  mime: string,
  body: string | Blob,
  schema: Schema,
  headers: Record<string, string> = {},
): Promise<Answer<z.infer<Schema>>> {
  let response: Response
  try {
    response = await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { 'content-type': mime, ...headers },
      body: typeof body === 'string' ? body : await body.arrayBuffer(),
    })
  } catch {
    return { ok: false, unreached: 'noAnswer' }
  }
  const content: unknown = await response.json().catch(() => undefined)
  if (!response.ok) {
    const problem = problemDetails.safeParse(content)
    return problem.success ? { ok: false, refusal: refusal.parse(problem.data) } : { ok: false, unreached: 'notOurs' }
  }
  const read = schema.safeParse(content)
  return read.success ? { ok: true, value: read.data } : { ok: false, unreached: 'notOurs' }
}
