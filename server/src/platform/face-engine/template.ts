// Owns: what is kept of a face, and its form as bytes. It is biometric data: the caller seals the bytes before they are
// stored, and the numbers are hidden from JSON, loggers and inspection so that no log line can hold them by accident.
/** `portrait`: a photograph from elsewhere. `camera`: taken on the spot, as where no portrait was handed in. */
export type TemplateSource = 'portrait' | 'camera'

export type FaceTemplate = {
  readonly engineId: string
  /** SHA-256, hexadecimal; templates of different models cannot be compared */
  readonly modelHash: string
  readonly source: TemplateSource
  readonly vector: Float32Array
}

/** Makes a template whose `vector` does not show in JSON, spreads, loggers or inspection. */
export function faceTemplate({ vector, ...shown }: FaceTemplate): FaceTemplate {
  return Object.defineProperty({ ...shown }, 'vector', { value: vector }) as FaceTemplate
}

/** Euclidean. @throws Error when the lengths differ. */
export function distanceOf(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`vectors of ${a.length} and ${b.length} numbers have no distance`)
  return Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)))
}

/** @throws Error when there is none. */
export function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const [first] = vectors
  if (!first) throw new Error('no vectors, no mean')
  return first.map((_, i) => vectors.reduce((sum, vector) => sum + (vector[i] ?? 0), 0) / vectors.length)
}

const MAGIC = 'ZFT1'
const SOURCES: readonly TemplateSource[] = ['portrait', 'camera']
const HASH_BYTES = 32
const FLOAT_BYTES = 4
/** Magic, source, length of the id, how many numbers. */
const HEAD_BYTES = 4 + 1 + 1 + 2

/** Bytes to be sealed: head, id (UTF-8), model hash (32 bytes), numbers (float32); all little endian. */
export function encodeTemplate({ engineId, modelHash, source, vector }: FaceTemplate): Buffer {
  const id = Buffer.from(engineId)
  const head = Buffer.from(MAGIC.padEnd(HEAD_BYTES, '\0'), 'latin1')
  head.writeUInt8(SOURCES.indexOf(source), 4)
  head.writeUInt8(id.length, 5)
  head.writeUInt16LE(vector.length, 6)
  const numbers = Buffer.alloc(vector.length * FLOAT_BYTES)
  vector.forEach((value, i) => numbers.writeFloatLE(value, i * FLOAT_BYTES))
  return Buffer.concat([head, id, Buffer.from(modelHash, 'hex'), numbers])
}

/** @throws Error when the bytes are no template: they were sealed by this server, so that is a bug or another version. */
export function decodeTemplate(bytes: Buffer): FaceTemplate {
  const isMarked = bytes.length > HEAD_BYTES && bytes.toString('latin1', 0, MAGIC.length) === MAGIC
  const source = isMarked ? SOURCES[bytes.readUInt8(4)] : undefined
  if (source === undefined) throw new Error('these bytes are no face template')
  const idEnd = HEAD_BYTES + bytes.readUInt8(5)
  const numbers = bytes.subarray(idEnd + HASH_BYTES)
  const count = bytes.readUInt16LE(6)
  if (numbers.length !== count * FLOAT_BYTES) throw new Error('this face template is cut short')
  return faceTemplate({
    engineId: bytes.toString('utf8', HEAD_BYTES, idEnd),
    modelHash: bytes.toString('hex', idEnd, idEnd + HASH_BYTES),
    source,
    vector: Float32Array.from({ length: count }, (_, i) => numbers.readFloatLE(i * FLOAT_BYTES)),
  })
}
