// Owns: reading the body of a request piece by piece with bounded memory, by events, a fifth faster than
// an async iterator (docs/recording.md#figures). Never reads ahead of whoever takes the pieces, and never holds a dead
// connection open.
import type { IncomingMessage } from 'node:http'

/**
 * How the body stands after a piece: more to come, all of it was read, or the connection went silent or away. The bytes are
 * lent: until the next piece is asked for, or the body closed.
 */
export type Piece = { bytes: Buffer; after: 'more' | 'end' | 'cut' }

/** Twice the request time-out of a client (15 s, docs/recording.md#transfer): who says nothing for so long has gone. */
const SILENCE_MS = 30_000

/** What is expected of a body whose length is not named, and the most that is set aside before it has come: 1 MiB. */
const EXPECTED_BYTES = 1_048_576

/** Bytes of all bodies together that this process holds. */
export type Capacity = { take(bytes: number): void; isShort(): boolean }

export function createCapacity(limitBytes: number): Capacity {
  let held = 0
  return {
    take(bytes) {
      held += bytes
    },
    isShort: () => held > limitBytes,
  }
}

/** The first `length` bytes of some memory. */
type Gathered = { memory: Buffer | null; length: number }
const EMPTY: Gathered = { memory: null, length: 0 }
const NOTHING = Buffer.alloc(0)

export type Body = {
  /** The next piece, as soon as it has `atMost` bytes (one read of the socket may lie above), or the body ends. */
  next(atMost: () => number): Promise<Piece>
  /** Gives the room back; must be called when nobody takes pieces any more. */
  close(): void
}

export function openBody(request: IncomingMessage, room: Capacity): Body {
  const expected = Math.min(Number(request.headers['content-length'] ?? EXPECTED_BYTES), EXPECTED_BYTES)
  let gathered = EMPTY
  /** the piece that was handed out and is still in use */
  let inUse = EMPTY
  let after: Piece['after'] = 'more'
  let wanted: { atMost: () => number; give(piece: Piece): void } | null = null

  let silence: NodeJS.Timeout | undefined

  request.pause()
  const onData = (bytes: Buffer) => {
    silence?.refresh()
    // first: of released memory the length is 0
    room.take(bytes.length)
    gather(bytes)
    giveIfReady()
  }
  const onEnd = () => finish('end')
  const onGone = () => finish('cut')
  // paused before: a first listener for data would set it flowing
  request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone)
  if (request.destroyed) finish('cut')

  function gather(bytes: Buffer): void {
    const { memory: before, length } = gathered
    const end = length + bytes.length
    const isLarge = before !== null && before.length >= end
    const memory = isLarge ? before : Buffer.allocUnsafeSlow(Math.max(end, expected, 2 * length))
    if (before && !isLarge) {
      before.copy(memory, 0, 0, length)
      release(before)
    }
    bytes.copy(memory, length)
    gathered = { memory, length: end }
    release(bytes)
  }

  function finish(how: 'end' | 'cut'): void {
    if (after !== 'more') return
    after = how
    giveIfReady()
  }

  function giveIfReady(): void {
    if (!wanted || (after === 'more' && gathered.length < wanted.atMost())) return
    const { give } = wanted
    wanted = null
    clearTimeout(silence)
    request.pause()
    inUse = gathered
    gathered = EMPTY
    give({ bytes: inUse.memory?.subarray(0, inUse.length) ?? NOTHING, after })
  }

  function giveBack(it: Gathered): void {
    room.take(-it.length)
    if (it.memory) release(it.memory)
  }

  return {
    next(atMost) {
      giveBack(inUse)
      inUse = EMPTY
      return new Promise((give) => {
        wanted = { atMost, give }
        giveIfReady()
        if (!wanted) return
        silence = setTimeout(() => finish('cut'), SILENCE_MS)
        request.resume()
      })
    },
    close() {
      giveBack(inUse)
      giveBack(gathered)
      inUse = EMPTY
      gathered = EMPTY
      clearTimeout(silence)
      request.off('data', onData).off('end', onEnd).off('close', onGone)
    },
  }
}

/**
 * Gives memory back now. Each read of a socket comes in some of its own, outside V8's heap, and V8 answers 135 MB/s of
 * that with full collections (decision 0027). Memory that is shared with something else, as Node's small buffers are, stays.
 */
function release(bytes: Buffer): void {
  if (bytes.length === bytes.buffer.byteLength) (bytes.buffer as ArrayBuffer).transfer(0)
}

/** What is left of a refused body is read and thrown away, so that the refusal arrives; a large rest cuts the line. */
const DRAIN_MAX_BYTES = 16_777_216

export function drain(request: IncomingMessage): void {
  let bytes = 0
  request.on('error', () => {})
  request.on('data', (piece: Buffer) => {
    bytes += piece.length
    if (bytes > DRAIN_MAX_BYTES) request.destroy()
  })
  request.resume()
}
