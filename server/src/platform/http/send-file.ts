// Owns: answering with a file, whole or by one HTTP range, so that a player can seek.
// Never sends a byte before `before` has resolved: that is where a look is written down.
import type { FileHandle } from 'node:fs/promises'
import type { FastifyReply } from 'fastify'
import { parseRange } from './ranges.ts'

/** The handle is closed here, whatever happens. @param before is told where the range begins */
export async function sendFile(
  reply: FastifyReply,
  { handle, bytes, mime }: { handle: FileHandle; bytes: number; mime: string },
  before: (fromByte: number) => Promise<void>,
): Promise<FastifyReply> {
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
  return reply.send(handle.createReadStream({ start: from, end: to - 1 }))
}
