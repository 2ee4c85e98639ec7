// Owns: how a bounded process and its parent speak: a message in JSON with bytes behind it, in frames of known length.
// Never keeps more of what the other end says than the limits allow: it may have been taken over by what it parses.
import type { Writable } from 'node:stream'

/** Two lengths, big-endian: of the message and of the bytes. */
const HEAD_BYTES = 8

export type FrameLimits = { messageMaxBytes: number; bytesMax: number }

export class FrameTooLongError extends Error {
  override name = 'FrameTooLongError'
}

/** Resolves when the pipe has taken it: whoever waits for that never fills memory. A pipe that is gone takes everything. */
export function writeFrame(to: Writable, message: unknown, bytes: Uint8Array = new Uint8Array()): Promise<void> {
  const text = Buffer.from(JSON.stringify(message))
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt32BE(text.length, 0)
  head.writeUInt32BE(bytes.length, 4)
  to.cork()
  to.write(head)
  to.write(text)
  return new Promise((resolve) => {
    to.write(bytes, () => resolve())
    to.uncork()
  })
}

type Filling = { target: Buffer; filled: number }

/**
 * @returns a function that is given what comes, and hears whole frames
 * @throws FrameTooLongError from that function, before the frame is read
 */
export function createFrameReader(
  { messageMaxBytes, bytesMax }: FrameLimits,
  onFrame: (message: unknown, bytes: Buffer) => void,
): (piece: Buffer) => void {
  const head: Filling = { target: Buffer.alloc(HEAD_BYTES), filled: 0 }
  let text: Filling | null = null
  let bytes: Filling = { target: Buffer.alloc(0), filled: 0 }
  return (piece) => {
    let at = 0
    const fill = (it: Filling): boolean => {
      const taken = piece.copy(it.target, it.filled, at, at + it.target.length - it.filled)
      it.filled += taken
      at += taken
      return it.filled === it.target.length
    }
    for (;;) {
      if (text === null) {
        if (!fill(head)) return
        const [textBytes, moreBytes] = [head.target.readUInt32BE(0), head.target.readUInt32BE(4)]
        if (textBytes > messageMaxBytes || moreBytes > bytesMax)
          throw new FrameTooLongError(`a message of ${textBytes} and ${moreBytes} bytes`)
        text = { target: Buffer.allocUnsafeSlow(textBytes), filled: 0 }
        bytes = { target: Buffer.allocUnsafeSlow(moreBytes), filled: 0 }
      }
      if (!fill(text) || !fill(bytes)) return
      const message: unknown = JSON.parse(text.target.toString())
      head.filled = 0
      text = null
      onFrame(message, bytes.target)
    }
  }
}
