// Owns: opening a part for the library that parses it, in a bounded process: bytes are asked for through its port.
// Never asks for much at once: what a file says of its own lengths is from outside.
import { CustomSource, Input, MATROSKA, MP4, WEBM } from 'mediabunny'
import { TooLargeError, type ReadBlob } from '../../platform/bounded-process/child.ts'

/**
 * 32 MiB in one piece: the library asks for up to 16 ahead, and a picture of our recorders has less than one. A block that says
 * it has more is none of ours.
 */
const PIECE_MAX_BYTES = 32 * 1024 * 1024

/** @param blob its place among those of the job */
export function openMedia(read: ReadBlob, blob: number, bytes: number): Input {
  return new Input({
    formats: [WEBM, MATROSKA, MP4],
    source: new CustomSource({
      getSize: () => bytes,
      read(from, to) {
        if (to - from > PIECE_MAX_BYTES) throw new TooLargeError(`a piece of ${to - from} bytes`)
        return read(blob, { from, to })
      },
      // the store may be far away: fewer, larger reads
      prefetchProfile: 'network',
    }),
  })
}
