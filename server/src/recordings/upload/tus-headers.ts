// Owns: the headers of tus 1.0 (https://tus.io/protocols/resumable-upload) as typed values.
// Never guesses: what cannot be read exactly is refused with the header's name.
import { createHash } from 'node:crypto'
import {
  ACKNOWLEDGED_MAC_HEADER,
  partAnnouncement,
  TUS_VERSION,
  UPLOAD_EVERY_HEADER,
  type PartAnnouncement,
} from '@zhishi/core/recording'
import { accept, refuse, type Refused, type Result } from '@zhishi/core/refusal'
import type { Promised } from '../losses/promises.ts'
import { PART_MAX_BYTES } from './announcing.ts'
import type { Part } from '../repo.ts'

export const TUS_MIME = 'application/offset+octet-stream'
export const CHECKSUM_ALGORITHMS = ['sha256', 'sha1'] as const

type Headers = Readonly<Record<string, string | string[] | undefined>>
export type Checksum = { algorithm: (typeof CHECKSUM_ALGORITHMS)[number]; digest: Buffer }

/** What OPTIONS answers. */
export const capabilities = {
  'tus-version': TUS_VERSION,
  'tus-extension': 'creation,creation-defer-length,checksum',
  'tus-checksum-algorithm': CHECKSUM_ALGORITHMS.join(','),
  'tus-max-size': String(PART_MAX_BYTES),
}

/** Where a part stands, as HEAD tells it. A sealed part has its final length, others one if a client named it. */
export function presentOffset(part: Part, mac: string): Record<string, string> {
  const length = part.sealedAt === null ? part.declaredBytes : part.bytes
  return {
    'upload-offset': String(part.bytes),
    'zhishi-generation': String(part.generation),
    [ACKNOWLEDGED_MAC_HEADER]: mac,
    ...(length === null ? { 'upload-defer-length': '1' } : { 'upload-length': String(length) }),
  }
}

/** How often the line of a part is to upload, from now on. */
export const presentPace = (everyMs: number): Record<string, string> => ({ [UPLOAD_EVERY_HEADER]: String(everyMs) })

const malformed = (path: string, message: string): Refused => refuse('malformed', { problems: [{ path, message }] })

/** A count in decimal digits; null when the header is not there. */
function parseCount(headers: Headers, name: string): Result<number | null> {
  const text = headers[name]
  if (text === undefined) return accept(null)
  const value = typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : NaN
  return Number.isSafeInteger(value) ? accept(value) : malformed(name, 'must be a count in decimal digits')
}

export function parseOffset(headers: Headers): Result<number> {
  const offset = parseCount(headers, 'upload-offset')
  if (!offset.ok) return offset
  return offset.value === null ? malformed('upload-offset', 'is missing') : accept(offset.value)
}

/** `Upload-Length`: null when it is deferred, or, with bytes, not named. */
export function parseLength(headers: Headers, options: { isCreation: boolean }): Result<number | null> {
  const length = parseCount(headers, 'upload-length')
  if (!length.ok || !options.isCreation) return length
  const isDeferred = headers['upload-defer-length'] === '1'
  if (isDeferred === (length.value === null)) return length
  return malformed('upload-length', 'either it or "Upload-Defer-Length: 1" must be there')
}

/** `Upload-Metadata`: pairs of a key and a value in base64, separated by commas. Unknown keys are left alone. */
export function parseAnnouncement(headers: Headers): Result<PartAnnouncement> {
  const name = 'upload-metadata'
  const text = headers[name]
  if (typeof text !== 'string') return malformed(name, 'is missing')
  const pairs: Record<string, string> = {}
  for (const pair of text.split(',')) {
    const [key, value = '', ...more] = pair.trim().split(' ')
    if (!key || more.length > 0) return malformed(name, 'must be pairs of a key and a value in base64')
    if (Object.hasOwn(pairs, key)) return malformed(name, `has ${key} twice`)
    const decoded = decodeText(value)
    if (decoded === null) return malformed(name, `${key} is not UTF-8 in base64`)
    pairs[key] = decoded
  }
  const parsed = partAnnouncement.safeParse(pairs)
  if (parsed.success) return accept(parsed.data)
  const problems = parsed.error.issues.map((issue) => ({
    path: `${name}/${issue.path.join('/')}`,
    message: issue.message,
  }))
  return refuse('malformed', { problems })
}

/** `Upload-Checksum`: an algorithm and a digest in base64; null when the header is not there. */
export function parseChecksum(headers: Headers): Result<Checksum | null> {
  const name = 'upload-checksum'
  const text = headers[name]
  if (text === undefined) return accept(null)
  const [word, value = ''] = typeof text === 'string' ? text.split(' ') : []
  const algorithm = CHECKSUM_ALGORITHMS.find((one) => one === word)
  if (!algorithm) return malformed(name, `must start with one of: ${CHECKSUM_ALGORITHMS.join(', ')}`)
  const digest = decodeBase64(value)
  const isWhole = digest?.length === createHash(algorithm).digest().length
  return isWhole ? accept({ algorithm, digest }) : malformed(name, `is not a ${algorithm} in base64`)
}

/** `Zhishi-Acknowledged`, `Zhishi-Generation` and the MAC that came with them: what the device was promised; null when it says nothing of it. */
export function parsePromised(headers: Headers): Result<Promised | null> {
  const bytes = parseCount(headers, 'zhishi-acknowledged')
  if (!bytes.ok) return bytes
  const generation = parseCount(headers, 'zhishi-generation')
  if (!generation.ok) return generation
  if (bytes.value === null) return accept(null)
  if (bytes.value > PART_MAX_BYTES) return malformed('zhishi-acknowledged', 'is more than a part may hold')
  if ((generation.value ?? 0) > GENERATION_MAX) return malformed('zhishi-generation', 'is not one of this server')
  const mac = headers[ACKNOWLEDGED_MAC_HEADER]
  return accept({ bytes: bytes.value, generation: generation.value, mac: typeof mac === 'string' ? mac : null })
}

/** Far above what losses can reach, far below PostgreSQL's `integer`. */
const GENERATION_MAX = 1_000_000

export function digestOf(checksum: Checksum, bytes: Uint8Array): Buffer {
  return createHash(checksum.algorithm).update(bytes).digest()
}

function decodeBase64(text: string): Buffer | null {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0 ? Buffer.from(text, 'base64') : null
}

function decodeText(value: string): string | null {
  const bytes = decodeBase64(value)
  if (!bytes) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
