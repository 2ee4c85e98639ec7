// Owns: the requests by which the same bytes go to each server that is measured: the product, nginx with PUT, @tus/server.
// Never sends anything, and never measures.
import { createHash } from 'node:crypto'
import type { Feed } from '@zhishi/core/recording'
import type { Answer } from './wire.ts'

export type TargetName = 'product' | 'nginx' | 'tusServer'

/** What a request is about. */
export type Subject = { feed: Feed; partId: string; number: number; grant: string; startedAt: number }

export type Target = {
  /** the request that begins a part; null: none is needed */
  begin(it: Subject): readonly string[] | null
  /** where its bytes go, from the answer to `begin` */
  placeOf(it: Subject, answer: Answer | null): string
  append(it: Subject, place: string, offset: number, bytes: Uint8Array): readonly string[]
  /** what the server now holds, or says it holds; null: it has not taken the bytes */
  heldAfter(answer: Answer, end: number): number | null
  /** the request that asks for the offset after a doubt; null: the same bytes are sent again */
  ask(it: Subject, place: string): readonly string[] | null
  /** whether it knows presence beats and stills */
  hasBeats: boolean
}

const TUS = 'tus-resumable: 1.0.0'
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const offsetOf = (answer: Answer): number | null => {
  const said = answer.header('upload-offset')
  return said === null ? null : Number(said)
}

const appendByTus = (place: string, offset: number, bytes: Uint8Array): string[] => [
  `PATCH ${place} HTTP/1.1`,
  TUS,
  'content-type: application/offset+octet-stream',
  `upload-offset: ${offset}`,
  // sent to all three, so that the load does the same work; only the product compares it
  `upload-checksum: sha256 ${createHash('sha256').update(bytes).digest('base64')}`,
]

export const TARGETS: Record<TargetName, Target> = {
  product: {
    begin({ feed, partId, number, grant, startedAt }) {
      const mime = feed === 'screen' ? 'video/webm;codecs=vp9' : 'video/webm;codecs=vp9,opus'
      const facts = { partId, line: feed, number, mime, startedAt, startedAtErrorMs: 5 }
      const metadata = Object.entries(facts).map(([name, value]) => `${name} ${base64(String(value))}`)
      return [
        'POST /api/parts HTTP/1.1',
        TUS,
        `authorization: Bearer ${grant}`,
        'upload-defer-length: 1',
        'content-length: 0',
        `upload-metadata: ${metadata.join(',')}`,
      ]
    },
    placeOf: ({ partId }) => `/api/parts/${partId}`,
    append: ({ grant }, place, offset, bytes) => [
      ...appendByTus(place, offset, bytes),
      `authorization: Bearer ${grant}`,
    ],
    heldAfter: (answer) => (answer.status === 204 || answer.status === 409 ? offsetOf(answer) : null),
    ask: ({ grant }, place) => [`HEAD ${place} HTTP/1.1`, TUS, `authorization: Bearer ${grant}`],
    hasBeats: true,
  },
  tusServer: {
    begin: ({ partId }) => [
      'POST /files HTTP/1.1',
      TUS,
      'upload-defer-length: 1',
      'content-length: 0',
      `upload-metadata: name ${base64(partId)}`,
    ],
    placeOf: (_subject, answer) => new URL(answer?.header('location') ?? '', 'http://peer').pathname,
    append: (_subject, place, offset, bytes) => appendByTus(place, offset, bytes),
    heldAfter: (answer) => (answer.status === 204 ? offsetOf(answer) : null),
    ask: (_subject, place) => [`HEAD ${place} HTTP/1.1`, TUS],
    hasBeats: false,
  },
  nginx: {
    begin: () => null,
    placeOf: ({ partId }) => `/${partId}`,
    // it knows no append: each request becomes a file of its own
    append: (_subject, place, offset, bytes) => [
      `PUT ${place}/${offset} HTTP/1.1`,
      ...appendByTus(place, offset, bytes).slice(1),
    ],
    heldAfter: (answer, end) => (answer.status === 201 || answer.status === 204 ? end : null),
    ask: () => null,
    hasBeats: false,
  },
}
