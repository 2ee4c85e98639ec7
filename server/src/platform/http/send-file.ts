// Owns: answering with a file that lies encrypted, whole or by one HTTP range, so that a player can seek.
// Never sends a byte before `before` has resolved: that is where a look is written down.
import type { FileHandle } from 'node:fs/promises'
import { pipeline, Transform } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { parseRange } from './ranges.ts'

/** The handle is closed here, whatever happens. @param before is told where the range begins */
export async function sendFile(
  reply: FastifyReply,
  file: { handle: FileHandle; bytes: number; mime: string; decrypt: (position: number, bytes: Buffer) => Buffer },
  before: (fromByte: number) => Promise<void>,
): Promise<FastifyReply> {
  const { handle, bytes, mime, decrypt } = file
  const range = parseRange(reply.request.headers.range, bytes)
  reply.header('accept-ranges', 'bytes').header('cache-control', 'no-store')
  if (range === 'unsatisfiable') {
    await handle.close()
    return reply.code(416).header('content-range', `bytes */${bytes}`).send()
  }
  const { from, to } = range === 'whole' ? { from: 0, to: bytes } : range
  try {
    await before(from)
  } catch (error) {
    await handle.close()
    throw error
  }
  if (range !== 'whole') reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${bytes}`)
  reply.type(mime).header('content-length', String(to - from))
  // the end of the file is never reached by a range of no bytes: an empty file is not sent
  let at = from
  const decrypted = new Transform({
    transform(piece: Buffer, _encoding, done) {
      const plain = decrypt(at, piece)
      at += piece.length
      done(null, plain)
    },
  })
  // whoever goes away ends both, and with them the handle; a fault is the answer's, which is told of it
  pipeline(handle.createReadStream({ start: from, end: to - 1 }), decrypted, () => {})
  return reply.send(decrypted)
}
