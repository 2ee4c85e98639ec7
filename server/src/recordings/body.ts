// Owns: reading the body of a request piece by piece with bounded memory, by events (server.md §2: a fifth faster than
// an async iterator). Never reads ahead of whoever takes the pieces, and never holds a dead connection open.
import type { IncomingMessage } from 'node:http'

/** How the body stands after a piece: more to come, all of it was read, or the connection went silent or away. */
export type Piece = { bytes: Buffer; after: 'more' | 'end' | 'cut' }

/** Twice the request time-out of a client (15 s, media.md §0): who says nothing for so long has gone. */
const SILENCE_MS = 30_000

/** Bytes of all bodies together that this process holds. */
export type Room = { take(bytes: number): void; isShort(): boolean }

export function createRoom(limitBytes: number): Room {
  let held = 0
  return {
    take(bytes) {
      held += bytes
    },
    isShort: () => held > limitBytes,
  }
}

export type Body = {
  /** The next piece, as soon as it has `atMost` bytes (one read of the socket may lie above), or the body ends. */
  next(atMost: () => number): Promise<Piece>
  /** Gives the room back; must be called when nobody takes pieces any more. */
  close(): void
}

export function openBody(request: IncomingMessage, room: Room): Body {
  let pieces: Buffer[] = []
  let length = 0
  /** the piece that was handed out and is still in use */
  let inUse = 0
  let after: Piece['after'] = 'more'
  let wanted: { atMost: () => number; give(piece: Piece): void } | null = null

  let silence: NodeJS.Timeout | undefined

  request.pause()
  const onData = (bytes: Buffer) => {
    silence?.refresh()
    pieces.push(bytes)
    length += bytes.length
    room.take(bytes.length)
    giveIfReady()
  }
  const onEnd = () => finish('end')
  const onGone = () => finish('cut')
  // paused before: a first listener for data would set it flowing
  request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone)
  if (request.destroyed) finish('cut')

  function finish(how: 'end' | 'cut'): void {
    if (after !== 'more') return
    after = how
    giveIfReady()
  }

  function giveIfReady(): void {
    if (!wanted || (after === 'more' && length < wanted.atMost())) return
    const { give } = wanted
    wanted = null
    clearTimeout(silence)
    request.pause()
    const bytes = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
    inUse = length
    pieces = []
    length = 0
    give({ bytes, after })
  }

  function giveBack(): void {
    room.take(-inUse)
    inUse = 0
  }

  return {
    next(atMost) {
      giveBack()
      return new Promise((give) => {
        wanted = { atMost, give }
        giveIfReady()
        if (!wanted) return
        silence = setTimeout(() => finish('cut'), SILENCE_MS)
        request.resume()
      })
    },
    close() {
      giveBack()
      room.take(-length)
      pieces = []
      length = 0
      clearTimeout(silence)
      request.off('data', onData).off('end', onEnd).off('close', onGone)
    },
  }
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
