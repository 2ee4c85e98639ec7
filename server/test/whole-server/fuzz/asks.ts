// Owns: requests for every endpoint, made from the OpenAPI document that the server itself gives: mostly right, or wrong in one
// place. Never sends one.
import fc from 'fast-check'
import { ACTIONS } from '@zhishi/core/access'
import { endpoints, type Endpoint } from '@zhishi/core/contract'
import { T0 } from '../../testkit/app.ts'
import { bodies, fitting, wrong, type Known } from './shapes.ts'

type Json = Record<string, unknown>
export type Operation = { name: string; method: string; path: string; schema: Json | null; mime: string }
export const ASKERS = ['stranger', 'candidate', 'proctor', 'organiser', 'support', 'examiner', 'device'] as const
export type Asker = (typeof ASKERS)[number]
export type Ask = {
  name: string
  by: Asker
  method: string
  path: string
  headers: Record<string, string>
  body: Buffer | null
}

/** Every operation of an OpenAPI document, and what tus and media take, of which it says nothing. */
export function operationsOf(document: Json): Operation[] {
  return Object.entries(document['paths'] as Record<string, Record<string, Json>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const content = ((operation['requestBody'] as Json | undefined)?.['content'] ?? {}) as Record<string, Json>
      const [mime, of] = Object.entries(content)[0] ?? ['', null]
      const schema = (of?.['schema'] ?? null) as Json | null
      return { name: String(operation['operationId']), method: method.toUpperCase(), path, schema, mime }
    }),
  )
}

const oddHeaders: Record<string, readonly string[]> = {
  'content-type': [
    'application/json',
    'text/plain',
    'application/json; charset=utf-16',
    'multipart/form-data',
    ';',
    '',
  ],
  'content-encoding': ['gzip', 'br', 'identity', 'x'],
  accept: ['*/*', 'application/xml', 'text/html;q=0'],
  'accept-language': ['en', 'zh-CN,zh;q=0.9', '*;q=9', 'x'.repeat(3000)],
  'accept-encoding': ['gzip', 'br;q=0', '*'],
  range: [
    'bytes=0-',
    'bytes=0-9',
    'bytes=-5',
    'bytes=9-1',
    'bytes=0-1,5-6',
    'bytes=99999999999999999999-',
    'lines=1-2',
  ],
  'if-match': ['*', '"x"', 'x', 'W/"x"'],
  'if-none-match': ['*', '"x"', '"'],
  'if-modified-since': ['Thu, 17 Dec 2026 01:30:00 GMT', 'yesterday'],
  origin: ['https://elsewhere.example', 'null', 'x'],
  cookie: ['zhishi_candidate=', 'zhishi_staff=x; zhishi_staff=y', '=;;;', `a=${'b'.repeat(3000)}`],
  authorization: ['Bearer', 'Bearer x', 'Bearer a.b.c', 'Basic eDp5', 'bearer  '],
  'zhishi-side': ['staff', 'candidate', 'both', ''],
  'x-http-method-override': ['PATCH', 'HEAD', 'DELETE', 'patch', ''],
  'x-forwarded-for': ['127.0.0.2', 'unknown', '::1, x'],
  'upload-offset': ['0', '5', '-1', '1e3', '9007199254740993', ''],
  'upload-length': ['0', '10', '99999999999', 'x'],
  'upload-checksum': ['sha256 AAAA', 'sha1', 'md5 AAAA', 'crc32 '],
  'upload-defer-length': ['1', '2'],
  'tus-resumable': ['0.2.2', '1.0.0', ''],
  'zhishi-acknowledged': ['0', '8000000000', '-1'],
  'zhishi-generation': ['1', '99999999999'],
}
const oddHeader = fc
  .constantFrom(...Object.keys(oddHeaders))
  .chain((name) => fc.tuple(fc.constant(name), fc.constantFrom(...(oddHeaders[name] ?? []))))

/** What goes into a path where an id is asked for. */
const oddSegments = ['x', '%00', '%', '%zz', '..', '%2e%2e%2f', '0', '-', 'null', '%F0%9F%92%A9', 'x'.repeat(2000)]

/** Who may ask: mostly they do, or every answer would be the same refusal. */
function rightAskers(name: string): readonly Asker[] {
  const endpoint = (endpoints as Record<string, Endpoint>)[name]
  if (!endpoint) return ASKERS
  const { callers, action } = endpoint
  const by: readonly string[] = action ? ACTIONS[action].by : ASKERS
  const right = ASKERS.filter((one) => {
    if (one === 'stranger') return callers.includes('anyone')
    if (one === 'device') return callers.includes('grant')
    return by.includes(one) && callers.includes(one === 'candidate' ? one : 'staff')
  })
  return right.length > 0 ? right : ASKERS
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

export function asksOf(operations: readonly Operation[], known: Known): fc.Arbitrary<Ask> {
  const ids = Object.values(known).flat()
  const segmentOf = (name: string) =>
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...(known[name] ?? ids)) },
      fc.constantFrom(...ids),
      fc.uuid(),
      fc.constantFrom(...oddSegments),
    )
  // tus and media: the headers without which nothing gets past the first look
  const mostly = <T>(right: fc.Arbitrary<T>, ...odd: readonly T[]) =>
    fc.oneof({ weight: 12, arbitrary: right }, fc.constantFrom(...odd))
  const announced = fc
    .record({
      partId: mostly(fc.uuid({ version: 4 }), ...ids),
      line: mostly(fc.constantFrom('camera', 'screen', 'journal'), 'evidence', 'x'),
      number: mostly<number>(fc.integer({ min: 1, max: 500 }), 0, -1, 2 ** 31, 1.5),
      mime: mostly(fc.constant('video/webm;codecs=vp9,opus'), 'application/x-ndjson', 'video/mp4', 'x', ''),
      startedAt: mostly<number>(fc.constant(T0), 0, -1, 8.64e15, 2 ** 53),
      startedAtErrorMs: mostly<number>(fc.constant(20), 0, -1, 2 ** 31),
    })
    .map((facts) => Object.entries(facts).map(([key, value]) => `${key} ${base64(String(value))}`))
    .chain((pairs) => mostly(fc.constant(pairs), pairs.slice(1), [...pairs, ...pairs]))
  const rawHeaders = fc.record({
    'tus-resumable': fc.constant('1.0.0'),
    'upload-offset': fc.constantFrom('0', '0', '0', '7'),
    'upload-defer-length': fc.constant('1'),
    'upload-metadata': announced.map((pairs) => pairs.join(',')),
    'x-http-method-override': fc.constantFrom('PATCH', 'HEAD'),
    'content-type': fc.constantFrom(
      'application/offset+octet-stream',
      'application/offset+octet-stream',
      'image/jpeg',
      'application/zip',
      'application/yaml',
      'application/octet-stream',
    ),
    'if-none-match': fc.constant('*'),
  })

  const ask = (operation: Operation): fc.Arbitrary<Ask> => {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    const path = fc.tuple(...names.map(segmentOf)).map((put) => {
      const left = put.values()
      return operation.path.replace(/\{\w+\}/g, () => left.next().value ?? '')
    })
    const isRead = operation.method === 'GET' || operation.method === 'HEAD' || operation.method === 'OPTIONS'
    const right = operation.schema ? fitting(operation.schema, known) : null
    const asJson = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '')
    const body = right
      ? fc.oneof(
          { weight: 5, arbitrary: right.map(asJson) },
          { weight: 5, arbitrary: wrong(right).map(asJson) },
          { weight: 1, arbitrary: bodies },
        )
      : isRead
        ? fc.constant(null)
        : bodies
    return fc.record({
      name: fc.constant(operation.name),
      by: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...rightAskers(operation.name)) },
        fc.constantFrom(...ASKERS),
      ),
      method: fc.constant(operation.method),
      path: fc.oneof(
        { weight: 8, arbitrary: path },
        path.map((it) => `${it}?side=staff`),
        path.map((it) => `${it}?${'a[]=1&'.repeat(50)}`),
        path.map((it) => `${it}/`),
      ),
      headers: fc
        .tuple(
          right ? fc.constant({ 'content-type': operation.mime }) : rawHeaders,
          fc.array(oddHeader, { maxLength: 2 }),
          fc.nat({ max: 2 }),
        )
        .map(([usual, odd, share]) => ({ ...usual, ...(share === 0 ? Object.fromEntries(odd) : {}) })),
      body,
    })
  }
  return fc.oneof(...operations.map(ask))
}
