// Owns: a device that is being recorded, for tests of what staff see of it: stills, parts, beats.
// Never fakes a part of the product: it speaks to the whole server over HTTP.
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { AttemptId, DeviceId, PartId } from '@zhishi/core/ids'
import type { DeviceKind } from '@zhishi/core/recording'
import { digestOf, metadata } from '../recordings/testkit/line.ts'
import type { TestApp } from './app.ts'

/** Whole, as far as a header tells: the server never opens a picture. */
export function jpeg(width: number, height: number, length = 600, fill = 7): Buffer {
  const head = [
    0xff,
    0xd8,
    0xff,
    0xe0,
    0,
    4,
    1,
    1,
    0xff,
    0xc0,
    0,
    11,
    8,
    height >> 8,
    height & 255,
    width >> 8,
    width & 255,
  ]
  return Buffer.concat([Buffer.from(head), Buffer.alloc(length - head.length - 2, fill), Buffer.from([0xff, 0xd9])])
}

/** A device of an attempt, with a grant of its own. */
export async function openDevice(app: TestApp, attemptId: string, kind: DeviceKind = 'computer') {
  const deviceId = randomUUID() as DeviceId
  const grant = await app.services.recordings.issueGrant({ attemptId: attemptId as AttemptId, deviceId, kind })
  return { deviceId, ...deviceWith(app, grant) }
}

/** A device reduced to its requests with a grant, on a whole server. */
export function deviceWith(app: TestApp, grant: string) {
  const send = (path: string, init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }) =>
    fetch(`${app.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${grant}`, 'tus-resumable': '1.0.0', ...init.headers },
    })
  return {
    still: (feed: string, body: Buffer<ArrayBuffer> | Buffer, mime = 'image/jpeg') =>
      send(`/api/stills/${feed}`, { method: 'POST', headers: { 'content-type': mime }, body: Buffer.from(body) }),
    async begin(
      line: string,
      number = 1,
      mime = line === 'journal' ? 'application/x-ndjson' : 'video/webm;codecs=vp9,opus',
      startedAt = app.clock.now(),
    ): Promise<PartId> {
      const partId = randomUUID()
      const facts = {
        partId,
        line,
        number: String(number),
        mime,
        startedAt: String(startedAt),
        startedAtErrorMs: '20',
      }
      const made = await send('/api/parts', {
        method: 'POST',
        headers: { 'upload-metadata': metadata(facts), 'upload-defer-length': '1' },
      })
      expect(made.status).toBe(201)
      return partId as PartId
    },
    /** what the server says to a part that it may refuse */
    async tryBegin(line: string, number: number): Promise<number> {
      const startedAt = String(app.clock.now())
      const facts = {
        partId: randomUUID(),
        line,
        number: String(number),
        mime: 'video/webm',
        startedAt,
        startedAtErrorMs: '20',
      }
      const headers = { 'upload-metadata': metadata(facts), 'upload-defer-length': '1' }
      return (await send('/api/parts', { method: 'POST', headers })).status
    },
    async tryAppend(id: string, offset: number, bytes: Uint8Array): Promise<number> {
      const headers = { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }
      return (await send(`/api/parts/${id}`, { method: 'PATCH', headers, body: Buffer.from(bytes) })).status
    },
    async append(id: string, offset: number, bytes: Uint8Array): Promise<void> {
      const { status } = await send(`/api/parts/${id}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
        body: Buffer.from(bytes),
      })
      expect(status).toBe(204)
    },
    /** @returns the receipt */
    async seal(id: string, bytes: Buffer, endReason = 'finished', endedAt = app.clock.now()): Promise<string> {
      const body = { bytes: bytes.length, digest: digestOf(bytes), endReason, endedAt }
      const headers = { 'content-type': 'application/json' }
      const answer = await send(`/api/parts/${id}/seal`, { method: 'POST', headers, body: JSON.stringify(body) })
      expect(answer.status).toBe(200)
      return answer.text()
    },
    /** what it says of its parts */
    async beatOf(parts: readonly { partId: string; line: string; bytes: number }[]): Promise<void> {
      const headers = { 'content-type': 'application/json' }
      const said = parts.map((part) => ({ ...part, openBlock: null, closedBlocks: [] }))
      const body = JSON.stringify({ sentAt: app.clock.now(), parts: said })
      expect((await send('/api/beats', { method: 'POST', headers, body })).status).toBe(200)
    },
    /** with what the process knows of views now, which it reads each second by itself */
    async beat(): Promise<Record<string, number>> {
      await app.services.recordings.pace.read()
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ sentAt: app.clock.now(), parts: [] })
      const answer = await send('/api/beats', { method: 'POST', headers, body })
      return ((await answer.json()) as { uploadEveryMs: Record<string, number> }).uploadEveryMs
    },
  }
}
