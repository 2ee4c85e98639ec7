// Owns: reading blobs from another thread, through a message port: the thread that asks needs no path and no key.
// Never lets it read any other blob than those it was given the port for.
import type { MessagePort } from 'node:worker_threads'
import type { BlobKey, BlobStore, ByteRange } from './blob-store.ts'

type Question = ByteRange & { id: number; blob: number }
type Reply = { id: number } & ({ bytes: ArrayBuffer } | { failure: string })

/** Answers whoever holds the other end; `keys` are all it may read, named by their place in the list. */
export function answerReads(port: MessagePort, store: Pick<BlobStore, 'read'>, keys: readonly BlobKey[]): void {
  port.on('message', (asked: Question) => void answer(asked))

  async function answer({ id, blob, from, to }: Question): Promise<void> {
    try {
      const key = keys[blob]
      if (!key) throw new Error(`there is no blob ${blob}`)
      const bytes = await wholeOf(store.read(key, { from, to }), to - from)
      port.postMessage({ id, bytes } satisfies Reply, [bytes])
    } catch (error) {
      port.postMessage({ id, failure: error instanceof Error ? error.message : String(error) } satisfies Reply)
    }
  }
}

export type ReadBlob = (blob: number, range: ByteRange) => Promise<Uint8Array>

/** The end of the thread that asks. It closes the port when it is done: an open one keeps a thread alive. */
export function askForReads(port: MessagePort): ReadBlob {
  const waiting = new Map<number, { resolve(bytes: Uint8Array): void; reject(error: Error): void }>()
  let next = 0
  port.on('message', (reply: Reply) => {
    const asked = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('bytes' in reply) asked?.resolve(new Uint8Array(reply.bytes))
    else asked?.reject(new Error(reply.failure))
  })
  return (blob, { from, to }) =>
    new Promise((resolve, reject) => {
      const id = next++
      waiting.set(id, { resolve, reject })
      port.postMessage({ id, blob, from, to } satisfies Question)
    })
}

/** An own buffer, so that it can be handed over instead of copied. */
async function wholeOf(pieces: AsyncIterable<Uint8Array>, length: number): Promise<ArrayBuffer> {
  const whole = new Uint8Array(length)
  let at = 0
  for await (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole.buffer
}
