// Conformance: tus-js-client from npm, as it is, uploads through the product's endpoint. Its own way of retrying and going on
// must lead to the end, because other clients of tus 1.0 work the same way.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { Upload, type UploadOptions } from 'tus-js-client'
import { UPLOAD_EVERY_HEADER } from '@zhishi/core/recording'
import { layWire } from './testkit/cuttable.ts'
import { buildLine, digestOf, useDevice } from './testkit/line.ts'

const MB = 1_000_000

/** Uploads until the end, or until so many bytes are on their way and somebody stops it. */
async function upload(
  bytes: Buffer,
  it: { options: UploadOptions; stopAt?: number; onProgress?: (sent: number) => void },
): Promise<string | null> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const one: Upload = new Upload(bytes, {
    ...it.options,
    onProgress(sent) {
      it.onProgress?.(sent)
      if (sent >= (it.stopAt ?? Infinity)) void one.abort().then(resolve, reject)
    },
    onSuccess: () => resolve(),
    onError: reject,
  })
  one.start()
  await promise
  return one.url
}

test('tus-js-client brings 50 MB here over a line that is cut three times, and a second one goes on where the first stopped', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const wire = await layWire(line.now().url)
  const facts = device.facts()
  const bytes = randomBytes(50 * MB)
  const options: UploadOptions = {
    endpoint: `${wire.url}api/parts`,
    headers: { authorization: `Bearer ${device.grant}` },
    metadata: facts,
    chunkSize: 4 * MB,
    retryDelays: [20, 50, 100, 200, 400, 800],
  }

  const cutAt = [6 * MB, 17 * MB, 29 * MB]
  let cuts = 0
  const url = await upload(bytes, {
    options,
    stopAt: 38 * MB,
    onProgress(sent) {
      if (sent < (cutAt[cuts] ?? Infinity)) return
      cuts += 1
      void wire
        .cut()
        .then(() => sleep(50))
        .then(wire.mend)
    },
  })
  expect(cuts).toBe(3)
  expect(url).toBe(`${wire.url}api/parts/${facts.partId}`)
  const held = Number((await device.head(facts.partId)).headers.get('upload-offset'))
  expect(held).toBeGreaterThan(29 * MB)
  expect(held).toBeLessThan(bytes.length)

  expect(await upload(bytes, { options: { ...options, uploadUrl: url } })).toBe(url)
  const sealed = await device.seal(facts.partId, bytes)
  expect([sealed.status, sealed.body['digest']]).toEqual([200, digestOf(bytes)])
  expect((await line.held(device.attemptId, facts.partId)).equals(bytes)).toBe(true)
})

test('tus-js-client sends a part whose length is not known before, and is told no in a way it understands', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const facts = device.facts()
  const bytes = randomBytes(3 * MB)
  const options: UploadOptions = {
    endpoint: `${line.now().url}/api/parts`,
    headers: { authorization: `Bearer ${device.grant}` },
    metadata: facts,
    chunkSize: MB,
    uploadLengthDeferred: true,
    retryDelays: [],
  }
  await upload(bytes, { options })
  expect((await device.seal(facts.partId, bytes)).status).toBe(200)

  const stranger = { ...options, headers: { authorization: 'Bearer zg1.nobody.knows' }, metadata: device.facts() }
  await expect(upload(bytes, { options: stranger })).rejects.toMatchObject({
    originalResponse: expect.objectContaining({ getStatus: expect.any(Function) }) as unknown,
    message: expect.stringContaining('401') as unknown,
  })
})

/** A gateway that lets GET, HEAD and POST through, and nothing else. */
async function layGateway(target: string): Promise<{ url: string; refused: () => string[] }> {
  const refused: string[] = []
  const gateway = createServer((incoming, answer) => {
    const { method = '', headers, url: path = '/' } = incoming
    if (!['GET', 'HEAD', 'POST'].includes(method)) {
      refused.push(method)
      incoming.resume()
      return void answer.writeHead(405, { 'content-type': 'text/html' }).end('<h1>Method not allowed</h1>')
    }
    const asked = request(new URL(path, target), { method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    asked.on('error', () => answer.destroy())
    incoming.pipe(asked)
  })
  gateway.listen(0, '127.0.0.1')
  await once(gateway, 'listening')
  onTestFinished(() => gateway.close().closeAllConnections())
  return { url: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/`, refused: () => refused }
}

test('through a gateway that refuses PATCH, tus-js-client uploads with X-HTTP-Method-Override, and HEAD is asked so too', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const gateway = await layGateway(line.now().url)
  const facts = device.facts()
  const bytes = randomBytes(3 * MB)
  const options: UploadOptions = {
    endpoint: `${gateway.url}api/parts`,
    headers: { authorization: `Bearer ${device.grant}` },
    metadata: facts,
    chunkSize: MB,
    retryDelays: [],
  }
  await expect(upload(bytes, { options })).rejects.toMatchObject({ message: expect.stringContaining('405') as unknown })
  expect(gateway.refused()).toEqual(['PATCH'])
  await upload(bytes, { options: { ...options, overridePatchMethod: true } })
  expect(gateway.refused()).toEqual(['PATCH'])

  const path = `/api/parts/${facts.partId}`
  const asking = { method: 'POST', headers: { 'x-http-method-override': 'HEAD', 'zhishi-acknowledged': '5' } }
  const told = await device.send(path, asking)
  const asked = await device.head(facts.partId)
  for (const name of ['upload-offset', 'zhishi-generation', 'tus-resumable', UPLOAD_EVERY_HEADER]) {
    expect(told.headers.get(name), name).toBe(asked.headers.get(name))
  }
  expect([told.status, told.headers.get('upload-offset')]).toEqual([200, String(bytes.length)])
  const behind = { 'x-http-method-override': 'patch', 'content-type': 'application/offset+octet-stream' }
  expect(
    await device.send(path, { method: 'POST', headers: { ...behind, 'upload-offset': '7' }, body: 'x' }),
  ).toMatchObject({ status: 409, body: { code: 'offsetMismatch', offset: bytes.length } })
  for (const method of ['DELETE', 'SEARCH', '']) {
    const refused = await device.send(path, { method: 'POST', headers: { 'x-http-method-override': method } })
    expect([refused.status, refused.body['code'], refused.headers.get('tus-resumable')]).toEqual([
      405,
      'methodNotAllowed',
      '1.0.0',
    ])
  }
  expect((await device.send('/api/parts/no-part', asking)).status).toBe(404)
  expect((await device.seal(facts.partId, bytes)).status).toBe(200)
})
