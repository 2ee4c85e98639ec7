// Owns: the attacks: each by one person or one address, as an audit did it or as its neighbour would.
// Never an attack of many addresses at once, which is for what stands in front of a server.
import { randomBytes, randomUUID } from 'node:crypto'
import type { PartAnnouncement } from '@zhishi/core/recording'
import { loop, type Target } from './target.ts'

export type Attack = {
  name: string
  by: 'a stranger' | 'a candidate' | 'a member of staff'
  says: string
  run(target: Target): Promise<void>
}

/** As many as an audit used; browsers open six. */
const CONNECTIONS = 8
/** 150 bodies that dripped were still open after six minutes. */
const DRIPPING = 150
const IDLE = 5000
const GUESSES = 300
const SIGN_INS = 200

const TUS = { 'tus-resumable': '1.0.0' }
const json = { 'content-type': 'application/json' }

/** A GET in a loop by a stranger. */
const asked = (name: string, says: string, pathOf: (target: Target) => Promise<string> | string): Attack => ({
  name,
  by: 'a stranger',
  says,
  async run(target) {
    const path = await pathOf(target)
    const client = target.client(CONNECTIONS)
    await loop(target.signal, CONNECTIONS, () => client.send({ path, headers: { accept: 'text/html,*/*' } }))
  },
})

const announce = (grant: string, more: Partial<PartAnnouncement> = {}) => {
  const facts = {
    partId: randomUUID(),
    line: 'camera',
    number: 1 + Math.floor(Math.random() * 99_999),
    mime: 'video/webm;codecs=vp9,opus',
    startedAt: Date.now(),
    startedAtErrorMs: 5,
    ...more,
  }
  const metadata = Object.entries(facts).map(
    ([name, value]) => `${name} ${Buffer.from(String(value)).toString('base64')}`,
  )
  return {
    partId: facts.partId,
    asked: {
      method: 'POST',
      path: '/api/parts',
      headers: {
        ...TUS,
        authorization: `Bearer ${grant}`,
        'upload-defer-length': '1',
        'upload-metadata': metadata.join(','),
      },
    },
  }
}

export const ATTACKS: readonly Attack[] = [
  asked('the API document', 'GET /openapi.json', () => '/openapi.json'),
  asked(
    'the file of a draw',
    'GET of the public file of a draw',
    async (target) => `/api/sittings/${await target.sittingId()}/draw`,
  ),
  asked('a page', 'GET of the candidate’s page', () => '/candidate/'),
  asked('the health check', 'GET /healthz, a statement each', () => '/healthz'),
  {
    name: 'made-up sign-ins',
    by: 'a stranger',
    says: 'a different cookie with every request',
    async run(target) {
      const client = target.client(CONNECTIONS)
      await loop(target.signal, CONNECTIONS, () =>
        client.send({
          path: '/api/me',
          headers: { cookie: `zhishi_candidate=${randomBytes(32).toString('base64url')}` },
        }),
      )
    },
  },
  {
    name: 'guesses of a code',
    by: 'a stranger',
    says: `${GUESSES} guesses of one candidate’s code at once, again and again`,
    async run(target) {
      const client = target.client(GUESSES)
      await loop(target.signal, GUESSES, (turn) => {
        const body = JSON.stringify({
          number: target.number(),
          personalCode: `ZZZ${turn % 1000}`,
          deviceId: randomUUID(),
        })
        return client.send({ method: 'POST', path: '/api/sign-in', headers: json, body })
      })
    },
  },
  {
    name: 'bodies that drip',
    by: 'a stranger',
    says: `${DRIPPING} connections that send a byte a second of a body`,
    async run(target) {
      const open = Array.from({ length: DRIPPING }, () => target.socket())
      for (const socket of open) {
        socket.write(
          'POST /api/sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 16000\r\n\r\n',
        )
      }
      while (!target.signal.aborted) {
        for (const socket of open) if (socket.writable) socket.write(' ')
        await new Promise((resolve) => setTimeout(resolve, 1000))
      }
    },
  },
  {
    name: 'connections that say nothing',
    by: 'a stranger',
    says: `${IDLE} connections of one address`,
    async run(target) {
      const address = target.address()
      // one that is ended is opened anew
      await loop(target.signal, IDLE, async () => {
        const socket = target.socket(address)
        await new Promise((resolve) => socket.on('close', resolve))
        await new Promise((resolve) => setTimeout(resolve, 1000))
      })
    },
  },
  {
    name: 'many requests in a packet',
    by: 'a stranger',
    says: '500 requests at once over one connection, again and again',
    async run(target) {
      await loop(target.signal, CONNECTIONS, async () => {
        const socket = target.socket()
        const closed = new Promise((resolve) => socket.on('close', resolve))
        socket.write('GET /api/me HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(500))
        socket.resume()
        await closed
      })
    },
  },
  {
    name: 'text that cannot be kept',
    by: 'a stranger',
    says: 'U+0000 and half surrogate pairs in a loop',
    async run(target) {
      const client = target.client(CONNECTIONS)
      await loop(target.signal, CONNECTIONS, () =>
        client.send({
          method: 'POST',
          path: '/api/sign-in',
          headers: json,
          body: String.raw`{"number":"\u0000\ud800","personalCode":"a","deviceId":"${randomUUID()}"}`,
        }),
      )
    },
  },
  {
    name: 'one person’s sign-ins',
    by: 'a candidate',
    says: `${SIGN_INS} right sign-ins of one person at once, again and again`,
    async run(target) {
      const { number } = await target.candidate()
      const client = target.client(SIGN_INS)
      const body = JSON.stringify({ number, personalCode: 'BENCH234', deviceId: randomUUID() })
      await loop(target.signal, SIGN_INS, () =>
        client.send({ method: 'POST', path: '/api/sign-in', headers: json, body }),
      )
    },
  },
  {
    name: 'an attempt read in a loop',
    by: 'a candidate',
    says: 'GET of their own attempt and recordings',
    async run(target) {
      const { seat, headers } = await target.candidate()
      const client = target.client(CONNECTIONS)
      const path = `/api/attempts/${seat.attemptId}`
      await loop(target.signal, CONNECTIONS, (turn) =>
        client.send({ path: turn % 2 ? path : `${path}/recordings`, headers }),
      )
    },
  },
  {
    name: 'commands in a loop',
    by: 'a candidate',
    says: 'a command with a new id each time',
    async run(target) {
      const { caller, seat, headers } = await target.candidate()
      const client = target.client(CONNECTIONS)
      await loop(target.signal, CONNECTIONS, () => {
        const own = { deviceId: caller.deviceId }
        const body = JSON.stringify({ commandId: randomUUID(), ...own, command: { kind: 'signIn', ...own } })
        return client.send({ method: 'POST', path: `/api/attempts/${seat.attemptId}/commands`, headers, body })
      })
    },
  },
  {
    name: 'beats about unknown parts',
    by: 'a candidate',
    says: 'beats with 16 parts and 512 blocks each, none of them announced',
    async run(target) {
      const { seat } = await target.candidate()
      const client = target.client(CONNECTIONS)
      const digest = 'ab'.repeat(32)
      const closedBlocks = Array.from({ length: 512 }, (_, index) => ({ index, digest }))
      await loop(target.signal, CONNECTIONS, () => {
        const parts = Array.from({ length: 8 }, () => ({
          partId: randomUUID(),
          line: 'camera',
          bytes: Number.MAX_SAFE_INTEGER,
          openBlock: digest,
          closedBlocks,
        }))
        const body = JSON.stringify({ sentAt: Date.now(), parts })
        return client.send({
          method: 'POST',
          path: '/api/beats',
          headers: { ...json, authorization: `Bearer ${seat.computer}` },
          body,
        })
      })
    },
  },
  {
    name: 'empty parts',
    by: 'a candidate',
    says: 'parts announced in a loop, some of 1970 and some of the year 287396, no bytes',
    async run(target) {
      const { seat } = await target.candidate()
      const client = target.client(CONNECTIONS)
      const starts = [Date.now(), 0, 9_007_199_254_740]
      await loop(target.signal, CONNECTIONS, (turn) =>
        client.send(announce(seat.computer, { startedAt: starts[turn % 3]! }).asked),
      )
    },
  },
  {
    name: 'bytes as fast as they go',
    by: 'a candidate',
    says: 'a feed of 300 kbit/s that uploads megabytes a second, before T0',
    async run(target) {
      const { seat } = await target.candidate()
      const client = target.client(CONNECTIONS)
      const bytes = randomBytes(1_000_000)
      await loop(target.signal, CONNECTIONS, async () => {
        const { partId, asked: announced } = announce(seat.computer)
        await client.send(announced)
        for (let offset = 0; offset < 32_000_000 && !target.signal.aborted; offset += bytes.length) {
          const headers = {
            ...TUS,
            authorization: `Bearer ${seat.computer}`,
            'content-type': 'application/offset+octet-stream',
            'upload-offset': String(offset),
          }
          const answer = await client.send({ method: 'PATCH', path: `/api/parts/${partId}`, headers, body: bytes })
          if (answer?.status !== 204) break
        }
      })
    },
  },
  {
    name: 'claims of acknowledged bytes',
    by: 'a candidate',
    says: 'HEAD with Zhishi-Acknowledged: 8000000000 in a loop',
    async run(target) {
      const { seat } = await target.candidate()
      const client = target.client(CONNECTIONS)
      const { partId, asked: announced } = announce(seat.computer)
      await client.send(announced)
      await loop(target.signal, CONNECTIONS, () =>
        client.send({
          method: 'HEAD',
          path: `/api/parts/${partId}`,
          headers: { ...TUS, authorization: `Bearer ${seat.computer}`, 'zhishi-acknowledged': '8000000000' },
        }),
      )
    },
  },
  {
    name: 'lists in a loop',
    by: 'a member of staff',
    says: 'the table of a sitting, in a loop',
    async run(target) {
      const path = `/api/sittings/${await target.sittingId()}/attempts`
      const { headers } = await target.staff('proctor')
      const client = target.client(CONNECTIONS)
      await loop(target.signal, CONNECTIONS, () => client.send({ path, headers }))
    },
  },
  {
    name: 'a document that is a bomb',
    by: 'a member of staff',
    says: 'an interview file of 1 MiB nested as deep as it goes, and one of aliases of aliases',
    async run(target) {
      const { headers } = await target.staff('organiser')
      const client = target.client(2)
      const deep = '['.repeat(500_000) + ']'.repeat(500_000)
      const aliases = [
        'a0: &a0 [x,x,x,x,x,x,x,x,x]',
        ...Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(',')}]`),
      ].join('\n')
      await loop(target.signal, 2, (turn) =>
        client.send({
          method: 'POST',
          path: `/api/drafts/${randomUUID()}`,
          headers: { ...headers, 'content-type': 'application/yaml', 'if-none-match': '*' },
          body: turn % 2 ? deep : aliases,
        }),
      )
    },
  },
]
