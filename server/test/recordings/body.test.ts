// Reading a request's body in pieces over a real connection: never more held than was asked for, also when it breaks off.
import { randomBytes } from 'node:crypto'
import { createServer, request, type IncomingMessage } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { createCapacity, openBody, type Piece, type Capacity } from '../../src/recordings/upload/body.ts'

/** No two places alike, so that a byte out of place is seen. */
const CONTENT = randomBytes(3_000_000)

/** Sends a body of so many bytes, of which `sentBytes` go out before the line is cut. */
async function receive(
  bytes: number,
  sentBytes: number,
  take: (request: IncomingMessage) => Promise<void>,
): Promise<void> {
  let taken: Promise<void> | undefined
  const server = createServer((incoming, answer) => {
    taken = take(incoming).finally(() => answer.end())
  })
  onTestFinished(() => void server.close())
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const sent = request({ port, method: 'PATCH', headers: { 'content-length': bytes } })
  const ended = new Promise<void>((done) => sent.on('error', () => done()).on('response', () => done()))
  sent.write(CONTENT.subarray(0, sentBytes), () => {
    if (sentBytes < bytes) setTimeout(() => sent.destroy(), 50)
    else sent.end()
  })
  await ended
  await taken
}

/** The pieces, copied: their memory is lent. */
async function takeAll(incoming: IncomingMessage, room: Capacity, atMost: () => number): Promise<Piece[]> {
  const body = openBody(incoming, room)
  const pieces: Piece[] = []
  do {
    const { bytes, after } = await body.next(atMost)
    pieces.push({ bytes: Buffer.from(bytes), after })
  } while (pieces.at(-1)?.after === 'more')
  body.close()
  return pieces
}

const lengths = (pieces: Piece[]) => pieces.map((piece) => piece.bytes.length)
/** One read of a socket lies above what was asked for at most: 64 KiB in libuv. */
const READ = 65_536

test('pieces are as large as was asked for, and smaller as soon as all bodies together fill the room', async () => {
  const room = createCapacity(600_000)
  await receive(3_000_000, 3_000_000, async (incoming) => {
    const pieces = await takeAll(incoming, room, () => 1_000_000)
    expect(Buffer.concat(pieces.map(({ bytes }) => bytes)).equals(CONTENT)).toBe(true)
    expect(Math.max(...lengths(pieces))).toBeLessThan(1_000_000 + READ)
    expect(pieces.length).toBeLessThan(5)
  })
  expect(room.isShort(), 'all of it is given back').toBe(false)
  room.take(550_000)
  await receive(3_000_000, 3_000_000, async (incoming) => {
    const pieces = await takeAll(incoming, room, () => (room.isShort() ? 1 : 1_000_000))
    expect(Buffer.concat(pieces.map(({ bytes }) => bytes)).equals(CONTENT)).toBe(true)
    expect(Math.max(...lengths(pieces))).toBeLessThan(50_000 + READ + 1)
  })
  room.take(50_000)
  expect(room.isShort()).toBe(false)
  room.take(1)
  expect(room.isShort()).toBe(true)
})

test('a body that breaks off gives what came, and says that it was cut', async () => {
  const room = createCapacity(1000)
  await receive(500_000, 200_000, async (incoming) => {
    const pieces = await takeAll(incoming, room, () => 1_000_000)
    expect(pieces.map((piece) => [piece.bytes.length, piece.after])).toEqual([[200_000, 'cut']])
  })
  await receive(500_000, 1000, async (incoming) => {
    // gone before anybody asked
    await new Promise((done) => incoming.once('close', done))
    const pieces = await takeAll(incoming, room, () => 1_000_000)
    expect(pieces.map((piece) => [piece.bytes.length, piece.after])).toEqual([[0, 'cut']])
  })
  expect(room.isShort()).toBe(false)
})
