// Owns: the bytes of a part as media, for the threads that parse it.
// Never used outside a worker: media from outside is parsed nowhere else in the server (DESIGN §7).
import { CustomSource, Input, MATROSKA, MP4, WEBM } from 'mediabunny'
import type { BlobKey, BlobStore } from '../platform/blob-store/blob-store.ts'

/** The caller disposes of it. */
export function openInput(store: Pick<BlobStore, 'read'>, { key, bytes }: { key: BlobKey; bytes: number }): Input {
  async function read(from: number, to: number): Promise<Uint8Array> {
    const whole = new Uint8Array(to - from)
    let at = 0
    for await (const piece of store.read(key, { from, to })) {
      whole.set(piece, at)
      at += piece.length
    }
    return whole
  }
  return new Input({
    formats: [WEBM, MATROSKA, MP4],
    source: new CustomSource({ getSize: () => bytes, read, prefetchProfile: 'fileSystem' }),
  })
}
