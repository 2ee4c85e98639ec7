// Owns: whether a picture arrived to its end, told by its own structure. What stands behind the end is no part of it:
// phones write film, depth and notes there.
// Never decodes a pixel.

/** SOI. */
const JPEG_BEGIN_BYTES = 2
const EOI = 0xd9
const SOS = 0xda
/** Markers without a length behind them (ITU-T T.81, table B.1): TEM, and RST0 to RST7. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)

/** Segment by segment to the end mark after a scan (ITU-T T.81, B.1): one inside a thumbnail is part of its segment. */
export function isWholeJpeg(bytes: Buffer): boolean {
  let hasScan = false
  for (let at = JPEG_BEGIN_BYTES; at + 1 < bytes.length;) {
    if (bytes[at] !== 0xff) return false
    const marker = bytes[at + 1]!
    if (marker === EOI) return hasScan
    // a marker may be padded with any number of FF before it
    if (marker === 0xff) at += 1
    else if (isBare(marker)) at += 2
    else {
      if (at + 4 > bytes.length) return false
      at += 2 + bytes.readUInt16BE(at + 2)
      if (marker !== SOS) continue
      hasScan = true
      at = endOfScan(bytes, at)
    }
  }
  return false
}

/** Where entropy-coded data ends: at the first FF that is neither stuffed (FF 00) nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]
    if (next !== undefined && next !== 0 && !isBare(next)) return at
  }
  return bytes.length
}

const PNG_BEGIN_BYTES = 8
/** The length of a chunk's data, its type, its CRC (PNG 3rd edition, 5.3). */
const CHUNK_FRAME_BYTES = 12

/** Chunk by chunk to IEND. */
export function isWholePng(bytes: Buffer): boolean {
  for (let at = PNG_BEGIN_BYTES; at + CHUNK_FRAME_BYTES <= bytes.length;) {
    const type = bytes.toString('latin1', at + 4, at + 8)
    at += CHUNK_FRAME_BYTES + bytes.readUInt32BE(at)
    if (type === 'IEND') return at <= bytes.length
  }
  return false
}
