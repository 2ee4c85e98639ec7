// Owns: public answers that are made once, kept in the forms they are sent in, and sent again until what they are made of has
// changed: asking in a loop costs a lookup, not the making. Never for an answer that depends on who asks.
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import negotiate from '@fastify/accept-negotiator'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { accept, type Result } from '@zhishi/core/refusal'

/** One answer as the bytes that go out, by content coding (RFC 9110 §8.4.1). */
export type KeptAnswer = { etag: string; bytes: Record<'identity' | 'gzip' | 'br', Buffer> }

/** Level 5 of 11: a file of 5,000 lots in some 30 ms of a thread, 5 % larger than the best. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

export async function keepAnswer(value: unknown): Promise<KeptAnswer> {
  const identity = Buffer.from(JSON.stringify(value))
  const [zipped, br] = await Promise.all([promisify(gzip)(identity), promisify(brotliCompress)(identity, BROTLI)])
  const etag = `W/"${createHash('sha256').update(identity).digest('base64url')}"`
  return { etag, bytes: { identity, gzip: zipped, br } }
}

/** Sends it in a coding that the caller takes, or 304 where the caller has it (RFC 9110 §13.1.2). */
export function sendKept(request: FastifyRequest, reply: FastifyReply, { etag, bytes }: KeptAnswer): FastifyReply {
  reply.headers({ etag, 'cache-control': 'no-cache', vary: 'accept-encoding' })
  const known = request.headers['if-none-match']?.split(',').map((one) => one.trim()) ?? []
  if (known.includes(etag) || known.includes('*')) return reply.code(304).send()
  const accepted = request.headers['accept-encoding']
  const coding = (accepted === undefined ? null : negotiate.negotiate(accepted, ['br', 'gzip'])) ?? 'identity'
  if (coding !== 'identity') reply.header('content-encoding', coding)
  return reply.type('application/json; charset=utf-8').send(bytes[coding as keyof typeof bytes])
}

type Entry = { version: string; answer: Promise<Result<KeptAnswer>> }

/**
 * Answers of a kind, by what they are about.
 * @param it.versionOf says cheaply whether the kept one still holds
 * @param it.most of them are kept: the oldest goes
 */
export function createKeptAnswers<Key>(options: {
  most: number
  versionOf: (key: Key) => Promise<Result<string>>
  make: (key: Key) => Promise<Result<unknown>>
}) {
  const kept = new Map<Key, Entry>()

  async function make(key: Key): Promise<Result<KeptAnswer>> {
    const made = await options.make(key)
    return made.ok ? accept(await keepAnswer(made.value)) : made
  }

  /** Whoever asks at the same time waits for the same. */
  function keep(key: Key, version: string): Entry {
    const entry: Entry = { version, answer: make(key) }
    entry.answer.catch(() => {
      if (kept.get(key) === entry) kept.delete(key)
    })
    kept.delete(key)
    kept.set(key, entry)
    const oldest = kept.keys().next()
    if (kept.size > options.most && !oldest.done) kept.delete(oldest.value)
    return entry
  }

  return async (key: Key): Promise<Result<KeptAnswer>> => {
    const version = await options.versionOf(key)
    if (!version.ok) return version
    const known = kept.get(key)
    if (known?.version !== version.value) return keep(key, version.value).answer
    // the one that nobody asks for is the first to go
    kept.delete(key)
    kept.set(key, known)
    return known.answer
  }
}
