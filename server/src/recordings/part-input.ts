// Owns: the bytes of a part as media, for the threads that parse it.
// Never used outside a worker: media from outside is parsed nowhere else in the server (DESIGN §7).
import { CustomSource, Input, MATROSKA, MP4, WEBM } from 'mediabunny'
import type { ReadBlob } from '../platform/blob-store/reading-port.ts'

/** @param blob the place of the part in the job. The caller disposes of it. */
export function openInput(read: ReadBlob, { blob, bytes }: { blob: number; bytes: number }): Input {
  return new Input({
    formats: [WEBM, MATROSKA, MP4],
    source: new CustomSource({
      getSize: () => bytes,
      read: (from, to) => read(blob, { from, to }),
      // the store may be far away: fewer, larger reads
      prefetchProfile: 'network',
    }),
  })
}
