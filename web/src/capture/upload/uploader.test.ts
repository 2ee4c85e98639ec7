// Proves: whatever goes wrong on the way, every byte of the log ends up on the server once, and nothing becomes a loop.
import { sha256 } from '@noble/hashes/sha2.js'
import { toHex, UPLOAD_EVERY_HEADER } from '@zhishi/core/recording'
import { describe, expect, test } from 'vitest'
import type { DurableLog } from '../log/durable-log.ts'
import { openFileLog } from '../log/file-log.ts'
import { createPartDigests, type PartDigests } from '../log/part-digests.ts'
import { aPart, anAnnouncement, someBytes } from '../testkit/examples.ts'
import { createMemoryDisk, type MemoryDisk } from '../testkit/memory-files.ts'
import { createTestServer, GRANT, joined, macOf, refusal, type TestServer } from '../testkit/tus-server.ts'
import { REQUEST_MIN_BYTES } from './uplink.ts'
import { createUploader, type Uploader } from './uploader.ts'

const cut = (): never => {
  throw new TypeError('Failed to fetch')
}
const timeOut = (): never => {
  throw new DOMException('too slow', 'TimeoutError')
}
const MIB = 1_048_576

/** One page life: a log, its uploader, and a clock that only `run` moves. */
async function open(
  disk: MemoryDisk = createMemoryDisk(),
  server: TestServer = createTestServer(),
  random = 0.5,
  onAskedToWait: (forMs: number) => void = () => {},
) {
  const opener = disk.opener()
  const log: DurableLog = await openFileLog(opener.files)
  const digests: PartDigests = createPartDigests(log)
  let nowMs = 0
  const uploader: Uploader = createUploader({
    log,
    digests,
    send: (path, init) => server.send(path, init),
    now: () => nowMs,
    random: () => random,
    onAskedToWait,
  })
  await log.keepGrant(GRANT)

  return {
    disk,
    server,
    log,
    uploader,
    kill: opener.kill,
    async record(n: number, bytes: Uint8Array) {
      const size = log.list().find((it) => it.announcement.partId === aPart(n))?.bytes
      if (size === undefined) await log.startPart(anAnnouncement(n))
      await log.append(aPart(n), size ?? 0, bytes, 1_800_000_001_000)
      digests.push(aPart(n), size ?? 0, bytes)
    },
    end: (n: number) => log.markEnded(aPart(n), { endReason: 'finished', endedAt: 1_800_000_002_000 }),
    /** Steps until nothing is left to do, or for a length of time. @returns the waits, in order */
    async run(forMs = Infinity): Promise<number[]> {
      const waits: number[] = []
      const untilMs = nowMs + forMs
      for (let steps = 0; steps < 500; steps++) {
        const waitMs = await uploader.step()
        if (waitMs === Infinity || nowMs + waitMs > untilMs) return waits
        if (waitMs > 0) waits.push(waitMs)
        nowMs += waitMs
      }
      throw new Error(`a loop: ${server.requests.slice(-20).join(', ')}`)
    },
  }
}

function expectSafe(it: Awaited<ReturnType<typeof open>>, n: number, bytes: Uint8Array): void {
  const arrived = it.server.bytesOf(aPart(n))
  expect(arrived.length).toBe(bytes.length)
  expect(toHex(sha256(arrived))).toBe(toHex(sha256(bytes)))
  const part = it.log.list().find((one) => one.announcement.partId === aPart(n))
  expect(part?.receipt).toEqual(it.server.rows.get(aPart(n))?.receipt)
  expect(part?.receipt?.bytes).toBe(bytes.length)
}

test('a part is announced, sent at the pace of the server, caught up at once after its end, and sealed', async () => {
  const it = await open()
  await it.record(1, someBytes(1000))
  await it.run(0)
  expect(it.server.requests).toEqual(['POST', 'PATCH 0'])
  expect(it.server.rows.get(aPart(1))?.metadata).toEqual({
    partId: aPart(1),
    line: 'camera',
    number: '1',
    mime: 'video/webm;codecs=vp9,opus',
    startedAt: '1800000000001',
    startedAtErrorMs: '7',
  })

  await it.record(1, someBytes(500, 2))
  expect(await it.run(3999)).toEqual([])
  expect(it.server.requests).toHaveLength(2)
  expect(await it.run(4000)).toEqual([4000])
  expect(it.server.requests.slice(2)).toEqual(['PATCH 1000'])

  it.uploader.setUploadEvery(2000)
  await it.record(1, someBytes(500, 3))
  expect(await it.run(2000)).toEqual([2000])

  const backlog = someBytes(2 * MIB + 5, 4)
  await it.record(1, backlog)
  expect(await it.run(2000)).toEqual([2000])
  expect(it.server.requests.slice(4)).toEqual(['PATCH 2000', `PATCH ${2000 + MIB}`, `PATCH ${2000 + 2 * MIB}`])

  await it.record(1, someBytes(500, 5))
  await it.end(1)
  expect(await it.run()).toEqual([])
  expect(it.server.requests.slice(7)).toEqual([`PATCH ${2005 + 2 * MIB}`, 'POST'])
  expectSafe(it, 1, joined(someBytes(1000), someBytes(500, 2), someBytes(500, 3), backlog, someBytes(500, 5)))
  expect(await it.uploader.step()).toBe(Infinity)
})

test('a line that was told to wait tells the others, and they wait as long', async () => {
  const told: number[] = []
  const busy = await open(createMemoryDisk(), createTestServer(), 0.5, (forMs) => told.push(forMs))
  busy.server.meet('POST', () => new Response(null, { status: 429, headers: { 'Retry-After': '30' } }))
  await busy.record(1, someBytes(10))
  expect(await busy.run(40_000)).toEqual([30_500])
  expect(told).toEqual([30_000])

  const other = await open()
  await other.record(1, someBytes(10))
  other.uploader.waitAsAsked(30_000)
  other.uploader.wake()
  expect(await other.run(40_000)).toEqual([30_500])
  expect(other.server.requests).toEqual(['POST', 'PATCH 0'])
})

test('any answer about a part may name another pace, from now on; what names none changes nothing', async () => {
  const it = await open()
  const named = (everyMs: string) => (_request: unknown, serve: () => Response) => {
    const answer = serve()
    answer.headers.set(UPLOAD_EVERY_HEADER, everyMs)
    return answer
  }
  it.server.meet('PATCH', named('20000'))
  await it.record(1, someBytes(100))
  await it.run(0)
  await it.record(1, someBytes(100, 2))
  expect(await it.run(19_999)).toEqual([])
  it.server.meet('PATCH', named('soon'))
  expect(await it.run(20_000)).toEqual([20_000])
  await it.record(1, someBytes(100, 3))
  expect(await it.run(19_999)).toEqual([])
  // somebody has it in full view: each slice as it comes
  it.uploader.setUploadEvery(1000)
  expect(await it.run(0)).toEqual([])
  await it.record(1, someBytes(100, 4))
  await it.run(0)
  expect(it.server.requests).toEqual(['POST', 'PATCH 0', 'PATCH 100', 'PATCH 200', 'PATCH 300'])
})

describe('one fault in the middle of a part', () => {
  const bytes = someBytes(3 * REQUEST_MIN_BYTES)
  /** Sends the first byte, meets the fault with the rest, and must end sealed. @returns the waits */
  async function through(prepare: (server: TestServer) => void, forMs = Infinity) {
    const it = await open()
    await it.record(1, bytes.subarray(0, 1))
    await it.run(0)
    it.server.requests.length = 0
    await it.record(1, bytes.subarray(1))
    await it.end(1)
    prepare(it.server)
    const waits = await it.run(forMs)
    return { ...it, waits }
  }

  test('network-cut before the server saw it, and after: HEAD decides, nothing is sent twice', async () => {
    const before = await through((server) => server.meet('PATCH', cut))
    expect(before.server.requests).toEqual(['PATCH 1', 'HEAD', 'PATCH 1', 'POST'])
    expect(before.waits).toEqual([250])
    expectSafe(before, 1, bytes)

    const after = await through((server) => server.meet('PATCH', (_request, serve) => (serve(), cut())))
    expect(after.server.requests).toEqual(['PATCH 1', 'HEAD', 'POST'])
    expectSafe(after, 1, bytes)
  })

  test('network-cut half-way: the server kept some of the bytes, the rest follows', async () => {
    const it = await through((server) =>
      server.meet('PATCH', (request) => {
        const row = server.rows.get(aPart(1))
        if (row) row.bytes = joined(row.bytes, request.body.subarray(0, 100))
        return cut()
      }),
    )
    expect(it.server.requests).toEqual(['PATCH 1', 'HEAD', 'PATCH 101', 'POST'])
    expectSafe(it, 1, bytes)
  })

  test('the receipt gets lost: sealing again gives the same one', async () => {
    const it = await through((server) => server.meet('POST', (_request, serve) => (serve(), cut())))
    expect(it.server.requests).toEqual(['PATCH 1', 'POST', 'HEAD', 'POST'])
    expectSafe(it, 1, bytes)
  })

  test('409 names an offset: goes on there without asking and without waiting', async () => {
    const it = await through((server) =>
      server.meet('PATCH', (_request, serve) => {
        const row = server.rows.get(aPart(1))
        if (row) row.bytes = joined(row.bytes, bytes.subarray(1, 1001))
        return serve()
      }),
    )
    expect(it.server.requests).toEqual(['PATCH 1', 'PATCH 1001', 'POST'])
    expect(it.waits).toEqual([])
    expectSafe(it, 1, bytes)
  })

  test('out-of-order: a server that contradicts itself again and again is asked ever more slowly', async () => {
    const it = await through((server) => {
      for (let n = 0; n < 6; n++) server.meet('PATCH', () => refusal('offsetMismatch', { offset: 1 }))
    })
    expect(it.waits).toEqual([500, 1000, 2000, 4000, 4000])
    expectSafe(it, 1, bytes)
  })

  test('460: the bytes are read and sent again after a HEAD', async () => {
    const it = await through((server) => server.meet('PATCH', () => refusal('checksumMismatch')))
    expect(it.server.requests).toEqual(['PATCH 1', 'HEAD', 'PATCH 1', 'POST'])
    expect(it.waits).toEqual([])
    expectSafe(it, 1, bytes)
  })

  test('404: the part is created again with the same id, from 0', async () => {
    const it = await through((server) => server.rows.clear())
    expect(it.server.requests).toEqual(['PATCH 1', 'POST', 'PATCH 0', 'POST'])
    expectSafe(it, 1, bytes)
  })

  test.each([429, 503, 507])('%i with Retry-After: not before it, spread over a second after it', async (status) => {
    const it = await through((server) =>
      server.meet('PATCH', () => new Response(null, { status, headers: { 'Retry-After': '20' } })),
    )
    expect(it.waits).toEqual([20_500])
    expect(it.server.requests).toEqual(['PATCH 1', 'HEAD', 'PATCH 1', 'POST'])
    expectSafe(it, 1, bytes)
  })

  test('the pause the server asked for is not ended by the network coming back', async () => {
    const it = await through(
      (server) => server.meet('PATCH', () => new Response(null, { status: 503, headers: { 'Retry-After': '20' } })),
      1000,
    )
    it.uploader.wake()
    expect(await it.uploader.step()).toBe(20_500)
  })

  test('a long outage: full jitter up to 8 s, reported, and ended at once when the network returns', async () => {
    const it = await through((server) => {
      server.meet('PATCH', cut)
      for (let n = 0; n < 9; n++) server.meet('HEAD', cut)
    }, 15_000)
    expect(it.waits).toEqual([250, 500, 1000, 2000, 4000, 4000])
    expect(it.uploader.isServerReachable()).toBe(false)
    it.uploader.wake()
    await it.run()
    expect(it.uploader.isServerReachable()).toBe(true)
    expectSafe(it, 1, bytes)
  })

  test('a slow line: after a timeout requests carry less, and more again once they pass', async () => {
    const it = await through((server) => {
      for (let n = 0; n < 3; n++) server.meet('PATCH', timeOut)
    })
    const sent = it.server.requests.filter((one) => one.startsWith('PATCH'))
    expect(sent).toEqual([...Array(4).fill('PATCH 1'), `PATCH ${1 + REQUEST_MIN_BYTES}`])
    expectSafe(it, 1, bytes)
  })

  test('413: smaller requests for good, and a named fault when even the smallest is too large', async () => {
    const it = await through((server) => server.meet('PATCH', () => refusal('tooLarge')))
    expect(it.server.requests).toEqual([
      ...Array(2).fill('PATCH 1'),
      `PATCH ${1 + REQUEST_MIN_BYTES}`,
      `PATCH ${1 + 2 * REQUEST_MIN_BYTES}`,
      'POST',
    ])
    expectSafe(it, 1, bytes)

    const never = await through((server) => {
      for (let n = 0; n < 2; n++) server.meet('PATCH', () => refusal('tooLarge'))
    })
    expect(never.uploader.faultOf(aPart(1))).toBe('tooLarge')
  })

  test.each(['grantRefused', 'newPartsStopped'] as const)(
    '%s: this part stops by name, its bytes stay',
    async (code) => {
      const it = await through((server) => server.meet('PATCH', () => refusal(code)))
      expect(it.uploader.faultOf(aPart(1))).toBe(code)
      expect(await it.uploader.step()).toBe(Infinity)
      expect(it.log.list()[0]?.bytes).toBe(bytes.length)
      it.uploader.uploadNow()
      await it.run()
      expectSafe(it, 1, bytes)
    },
  )

  test.each(['budgetReached', 'olderPartHeld'] as const)(
    '%s: this part says so and asks again after a minute, other parts go on',
    async (code) => {
      const it = await through((server) => {
        server.meet('PATCH', () => refusal(code))
        server.meet('PATCH', () => refusal(code))
      }, 0)
      expect(it.uploader.faultOf(aPart(1))).toBe(code)
      await it.record(2, bytes)
      await it.end(2)
      it.server.requests.length = 0
      // its first request meets the same word, and each asks for itself
      expect(await it.run(60_000)).toEqual([])
      expect(it.server.requests).toEqual(['POST', 'PATCH 0'])
      expect(it.log.list()[0]?.bytes).toBe(bytes.length)
      expect(await it.run()).toEqual([60_500])
      expect(it.uploader.faultOf(aPart(1))).toBeNull()
      expectSafe(it, 1, bytes)
      expectSafe(it, 2, bytes)
    },
  )

  test('423: somebody still writes this part; asked about ever more slowly. 410: not asked again until a press', async () => {
    const it = await through((server) => {
      const locked = () => new Response(null, { status: 423, headers: { 'Tus-Resumable': '1.0.0' } })
      server.meet('PATCH', locked)
      for (let n = 0; n < 3; n++) server.meet('HEAD', locked)
    })
    expect(it.server.requests).toEqual(['PATCH 1', 'HEAD', 'HEAD', 'HEAD', 'HEAD', 'PATCH 1', 'POST'])
    expect(it.waits).toEqual([250, 500, 1000, 2000])
    expectSafe(it, 1, bytes)

    const gone = await through((server) =>
      server.meet('PATCH', () => new Response(null, { status: 410, headers: { 'Tus-Resumable': '1.0.0' } })),
    )
    expect(gone.server.requests).toEqual(['PATCH 1'])
    expect(gone.uploader.faultOf(aPart(1))).toBe('notFound')
    gone.uploader.uploadNow()
    await gone.run()
    expectSafe(gone, 1, bytes)
  })

  test("a proxy's 403 and a portal's page are not the server's word", async () => {
    const it = await through((server) => {
      server.meet('PATCH', () => new Response('Forbidden', { status: 403 }))
      server.meet('HEAD', () => new Response('<h1>Welcome</h1>', { headers: { 'Content-Type': 'text/html' } }))
    })
    expect(it.waits).toEqual([250, 500])
    expect(it.server.requests).toEqual(['PATCH 1', 'HEAD', 'POST(HEAD)', 'POST(PATCH) 1', 'POST'])
    expectSafe(it, 1, bytes)

    const atFirst = await open()
    atFirst.server.meet('POST', () => new Response('<h1>Welcome</h1>', { headers: { 'Content-Type': 'text/html' } }))
    await atFirst.record(1, bytes)
    expect(await atFirst.run(0)).toEqual([])
    expect(atFirst.server.requests).toEqual(['POST'])
    expect(await atFirst.run(250)).toEqual([250])
    expect(atFirst.server.requests).toEqual(['POST', 'POST', 'PATCH 0'])
  })

  test('other bytes on the server: the digest refuses, no loop, nothing removed', async () => {
    const it = await through((server) => {
      const row = server.rows.get(aPart(1))
      if (row) row.bytes[0] = 255 - (row.bytes[0] ?? 0)
    })
    expect(it.uploader.faultOf(aPart(1))).toBe('digestMismatch')
    expect(it.log.list()[0]).toMatchObject({ bytes: bytes.length, receipt: null })
  })
})

describe('what stands between device and server', () => {
  const bytes = someBytes(3 * REQUEST_MIN_BYTES)
  type Between = (request: { method: string; body: string | Uint8Array | null }) => Response | null
  /** Somebody who answers some requests in the server's place, and lets the others through. */
  async function behind(between: Between) {
    const it = await open()
    const { send } = it.server
    const answeredByOthers: string[] = []
    it.server.send = async (path, init) => {
      const method = init.method ?? 'GET'
      const answer = between({ method, body: (init.body ?? null) as string | Uint8Array | null })
      if (!answer) return send(path, init)
      answeredByOthers.push(method)
      return answer
    }
    return { ...it, answeredByOthers }
  }
  const page = (status: number) => () =>
    new Response('<h1>Gateway</h1>', { status, headers: { 'Content-Type': 'text/html' } })

  test.each([
    ['refuses it', page(405)],
    ['does not know it', page(501)],
    ['answers with its own 404', page(404)],
    ['answers with its own 409', page(409)],
    ['answers with its own page and 200', page(200)],
    [
      'answers with problem details of its own',
      () => Response.json({ type: 'about:blank', code: 'notFound' }, { status: 404 }),
    ],
  ])('a network that lets no PATCH through and %s: POST stands for it, from then on', async (_title, answer) => {
    const it = await behind(({ method }) => (method === 'PATCH' ? answer() : null))
    await it.record(1, bytes)
    await it.run(60_000)
    await it.record(2, bytes)
    await it.end(1)
    await it.end(2)
    await it.run()
    expectSafe(it, 1, bytes)
    expectSafe(it, 2, bytes)
    // asked once, and then nobody but the server answers
    expect(it.answeredByOthers).toEqual(['PATCH'])
    expect(it.server.requests.filter((one) => one === 'POST').length).toBe(4)
  })

  test('a firewall that breaks every PATCH, or waits with it for ever: found out by what else gets through', async () => {
    for (const broken of [cut, timeOut]) {
      const it = await behind(({ method }) => (method === 'PATCH' ? broken() : null))
      await it.record(1, bytes.subarray(0, REQUEST_MIN_BYTES))
      await it.end(1)
      await it.run()
      expect(it.server.requests).toEqual(['POST', 'HEAD', 'HEAD', 'HEAD', 'POST(PATCH) 0', 'POST'])
      expectSafe(it, 1, bytes.subarray(0, REQUEST_MIN_BYTES))
    }
  })

  test('HEAD answered by a cache or a portal says nothing: POST asks the server itself where to go on', async () => {
    const it = await behind(({ method }) => (method === 'HEAD' ? new Response(null) : null))
    await it.record(1, bytes.subarray(0, 1))
    await it.run(0)
    it.server.meet('PATCH', (_request, serve) => (serve(), cut()))
    await it.record(1, bytes.subarray(1))
    await it.end(1)
    await it.run()
    expect(it.server.requests).toEqual(['POST', 'PATCH 0', 'PATCH 1', 'POST(HEAD)', 'POST'])
    expectSafe(it, 1, bytes)
  })

  test("after hand-in: a gateway's 404, 409 and 460 unseal nothing and send nothing twice", async () => {
    for (const status of [404, 409, 460]) {
      const it = await behind(() => null)
      await it.record(1, bytes)
      await it.end(1)
      await it.run()
      const receipt = it.log.list()[0]?.receipt
      it.server.requests.length = 0
      // the next page life asks whether what was sealed is still there
      it.uploader.uploadNow()
      it.server.meet('POST', page(status))
      await it.run()
      expect(it.log.list()[0]?.receipt).toEqual(receipt)
      expect(it.server.requests).toEqual(['POST', 'POST'])
    }
  })

  test('a gateway with a small limit: smaller requests, and at the smallest its 413 is no end', async () => {
    let limit = REQUEST_MIN_BYTES
    const it = await behind(({ body }) => ((body?.length ?? 0) > limit ? page(413)() : null))
    await it.record(1, bytes)
    await it.end(1)
    await it.run()
    expect(it.answeredByOthers).toEqual(['PATCH'])
    expectSafe(it, 1, bytes)

    limit = 1000
    await it.record(2, bytes)
    await it.end(2)
    const waits = await it.run(60_000)
    expect(Math.max(...waits)).toBe(4000)
    expect(it.uploader.faultOf(aPart(2))).toBeNull()
    limit = Infinity
    await it.run()
    expectSafe(it, 2, bytes)
  })

  test('a gateway that also removes the name of the method: every way is tried, none given up', async () => {
    let isStrict = true
    const it = await behind(({ method }) => (isStrict && method === 'PATCH' ? page(405)() : null))
    const { send } = it.server
    it.server.send = (path, init) => {
      const headers = new Headers(init.headers)
      if (isStrict) headers.delete('X-HTTP-Method-Override')
      return send(path, { ...init, headers })
    }
    await it.record(1, bytes)
    await it.end(1)
    await it.run(60_000)
    expect(it.server.bytesOf(aPart(1)).length).toBe(0)
    expect(it.uploader.faultOf(aPart(1))).toBeNull()
    isStrict = false
    await it.run()
    expectSafe(it, 1, bytes)
  })
})

test('a part the server cannot take does not hold up the one that is being recorded', async () => {
  const it = await open()
  await it.record(1, someBytes(1000))
  await it.end(1)
  await it.record(2, someBytes(2000, 2))
  const { send } = it.server
  const broken = it.server.rows
  it.server.send = (path, init) =>
    path.includes(aPart(1)) && broken.has(aPart(1))
      ? Promise.resolve(new Response(null, { status: 500 }))
      : send(path, init)
  await it.run(60_000)
  expect(it.server.bytesOf(aPart(2))).toEqual(someBytes(2000, 2))
  expect(it.server.bytesOf(aPart(1)).length).toBe(0)
})

test('a new part is announced before what an outage has left is sent: until then no beat counts for it', async () => {
  const it = await open()
  await it.record(1, someBytes(500_000))
  await it.end(1)
  for (let requests = 0; requests < 2; requests++) await it.uploader.step()
  await it.record(2, someBytes(2000, 2))
  await it.run()
  expect(it.server.requests.slice(0, 4)).toEqual(['POST', 'PATCH 0', 'POST', expect.stringMatching(/^PATCH [^0]/)])
  expect(it.server.bytesOf(aPart(1)).length).toBe(500_000)
})

describe('a server that lost bytes it had acknowledged', () => {
  const first = someBytes(5000)
  const second = someBytes(3000, 2)
  async function twoSealed() {
    const it = await open()
    await it.record(1, first)
    await it.end(1)
    await it.record(2, second)
    await it.end(2)
    await it.run()
    return it
  }

  test('generation raised on a sealed part: found at the next opening, sent from there, sealed again', async () => {
    const before = await twoSealed()
    before.kill()
    before.server.lose(aPart(1), 1200)
    before.server.requests.length = 0
    const it = await open(before.disk, before.server)
    await it.run()
    expectSafe(it, 1, first)
    expectSafe(it, 2, second)
    expect(it.log.list()[0]?.acknowledged).toEqual({ offset: 5000, generation: 2, mac: macOf(5000, 2) })
    expect(it.server.requests.filter((one) => one.startsWith('PATCH'))).toEqual(['PATCH 1200'])
  })

  test('a loss seen on one part makes it ask about the others, sealed ones too', async () => {
    const it = await twoSealed()
    await it.record(3, someBytes(10))
    await it.run(0)
    it.server.lose(aPart(2), 0)
    it.server.rows.delete(aPart(1))
    it.server.lose(aPart(3), 4)
    await it.record(3, someBytes(10, 9))
    await it.end(3)
    await it.run()
    expectSafe(it, 1, first)
    expectSafe(it, 2, second)
    expectSafe(it, 3, joined(someBytes(10), someBytes(10, 9)))
  })

  test('a lower offset without a raised generation is first held against what was acknowledged', async () => {
    const it = await open()
    await it.record(1, first)
    await it.run(0)
    const row = it.server.rows.get(aPart(1))
    let claimed: (string | null)[] = []
    it.server.meet('PATCH', (_request, serve) => {
      if (row) row.bytes = row.bytes.slice(0, 100)
      return serve()
    })
    it.server.meet('HEAD', ({ headers }, serve) => {
      claimed = ['Acknowledged', 'Generation', 'Acknowledged-Mac'].map((name) => headers.get(`Zhishi-${name}`))
      if (row) row.generation++
      return serve()
    })
    await it.record(1, second)
    await it.end(1)
    await it.run()
    expect(claimed).toEqual(['5000', '1', macOf(5000, 1)])
    expectSafe(it, 1, joined(first, second))
  })
})

test('disk-full: what the server says cannot be noted, but uploading goes on', async () => {
  const it = await open()
  await it.record(1, someBytes(10))
  it.disk.quotaBytes = 0
  await it.uploader.step().catch(() => {})
  await it.uploader.step().catch(() => {})
  expect(it.server.bytesOf(aPart(1))).toEqual(someBytes(10))
})

test('a storm of faults, seeded: three page lives later every byte is there once', async () => {
  const disk = createMemoryDisk()
  const server = createTestServer()
  const dice = someBytes(4000, 77)
  const whole: Uint8Array[][] = [[], [], []]
  let at = 0
  const faulty = (): void => {
    const roll = dice[at++] ?? 255
    const method = ['PATCH', 'HEAD', 'POST'][roll % 3] ?? 'PATCH'
    if (roll < 40) server.meet(method, cut)
    else if (roll < 80) server.meet(method, (_request, serve) => (serve(), cut()))
    else if (roll < 110) server.meet(method, () => new Response(null, { status: 503 }))
    else if (roll < 130) server.meet('PATCH', () => refusal('checksumMismatch'))
    else if (roll < 136) server.meet(method, () => refusal('notFound'))
    else if (roll < 145) {
      for (const row of server.rows.values())
        Object.assign(row, { bytes: row.bytes.slice(0, row.bytes.length / 2), receipt: null })
    } else if (roll < 148) server.rows.clear()
  }
  for (let life = 0; life < 3; life++) {
    const it = await open(disk, server, 0.7)
    for (let second = 0; second < 40; second++) {
      faulty()
      const bytes = someBytes(400 + (dice[at++] ?? 0) * 20, at)
      await it.record(life + 1, bytes)
      whole[life]?.push(bytes)
      await it.run(1000)
    }
    it.kill()
  }
  const last = await open(disk, server)
  await last.run()
  for (const [life, pieces] of whole.entries()) expectSafe(last, life + 1, joined(...pieces))
})
