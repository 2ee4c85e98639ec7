// Owns: bringing a long recording to the product as a device does, sealing it, and asking for its playable copy as an
// organiser does. Never writes into the product's directories.
import { createHash, randomUUID, type Hash } from 'node:crypto'
import { createPartDigest, toHex, type Line, type Sha256 } from '@zhishi/core/recording'
import { slicesOf, type Film } from './film.ts'

/** 8 MiB a request: two windows of the server. */
const REQUEST_BYTES = 8_388_608

export type UploadedPart = { partId: string; bytes: number }

export async function uploadPart(
  options: { url: string; grant: string; line: Line; number: number },
  film: Film,
  lengthMs: number,
): Promise<UploadedPart> {
  const partId = randomUUID()
  const digest = createPartDigest(() => wrap(createHash('sha256')))
  const send = async (path: string, method: string, headers: Record<string, string>, body?: BodyInit) => {
    const response = await fetch(options.url + path, {
      method,
      headers: { authorization: `Bearer ${options.grant}`, 'tus-resumable': '1.0.0', ...headers },
      ...(body === undefined ? {} : { body }),
    })
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status} ${await response.text()}`)
  }
  const facts = {
    partId,
    line: options.line,
    number: options.number,
    mime: film.mime,
    startedAt: Date.now() - lengthMs,
    startedAtErrorMs: 5,
  }
  const metadata = Object.entries(facts).map(
    ([key, value]) => `${key} ${Buffer.from(String(value)).toString('base64')}`,
  )
  await send('/api/parts', 'POST', { 'upload-defer-length': '1', 'upload-metadata': metadata.join(',') })
  let pieces: Uint8Array[] = []
  let waiting = 0
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(pieces)
    const offset = digest.bytes()
    digest.push(bytes)
    const headers = { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }
    await send(`/api/parts/${partId}`, 'PATCH', headers, bytes)
    pieces = []
    waiting = 0
  }
  for (const slice of slicesOf(film, lengthMs)) {
    pieces.push(slice)
    waiting += slice.length
    if (waiting >= REQUEST_BYTES) await flush()
  }
  if (waiting > 0) await flush()
  const request = {
    bytes: digest.bytes(),
    digest: toHex(digest.digest()),
    endReason: 'finished',
    endedAt: Date.now(),
  }
  await send(`/api/parts/${partId}/seal`, 'POST', { 'content-type': 'application/json' }, JSON.stringify(request))
  return { partId, bytes: request.bytes }
}

const wrap = (hash: Hash): Sha256 => ({
  update: (bytes) => hash.update(bytes),
  copy: () => wrap(hash.copy()),
  digest: () => hash.digest(),
})

/** Asks for the first byte of the seekable copy, which is there when the whole copy is; the copy's length and the time. */
export async function openPlayable(options: {
  url: string
  cookie: string
  partId: string
}): Promise<{ bytes: number; tookMs: number }> {
  const from = performance.now()
  const response = await fetch(`${options.url}/api/parts/${options.partId}/playable`, {
    headers: { cookie: options.cookie, 'zhishi-side': 'staff', range: 'bytes=0-0' },
  })
  await response.arrayBuffer()
  if (response.status !== 206) throw new Error(`the playable copy answered ${response.status}`)
  const bytes = Number(response.headers.get('content-range')?.split('/')[1])
  return { bytes, tookMs: performance.now() - from }
}
