// Owns: the word on whether a recording is whole: compares the bytes tapped at `dataavailable` in the browser (tap.ts)
// with the blobs on the server's disk. A program of its own, usable by hand, that knows nothing of the product but where
// its blobs lie and how they are encrypted; never asks the server.
//
//   node e2e/compare/main.ts --tapped DIR --data DIR [--keys DIR] [--json]
//
// Says for every tapped recorder which part equals it byte for byte, or of which part it is the beginning (a browser was
// killed: the tap died before its page's last slice). Exits with 1 when a tapped byte is missing or nothing was tapped.
import { createHash } from 'node:crypto'
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { openBlobs, type Decrypt } from './decrypt.ts'

/** `missing`: the part, if any, goes another way or ends before the tapped bytes do. */
export type Verdict = 'equal' | 'beginning' | 'missing'

export type Compared = {
  /** the file of the tap, and what it noted of its recorder */
  tapped: string
  mime: string
  bytes: number
  sha256: string
  verdict: Verdict
  /** `<attemptId>/<partId>`; null: no part begins alike */
  part: string | null
  partBytes: number
  partSha256: string | null
  /** tapped bytes, from the first that differs, which the part does not hold */
  missingBytes: number
}

export type Comparison = {
  recorders: Compared[]
  /** parts on the server that nothing tapped belongs to (journals) */
  untapped: { part: string; bytes: number }[]
  tappedBytes: number
  missingBytes: number
}

/** `decrypt` null: it is in the clear */
type File = { name: string; path: string; bytes: number; decrypt: Decrypt | null }

/** What is read at once: large enough that system calls do not count. */
const BLOCK_BYTES = 1_048_576

function compare(tappedDirectory: string, dataDirectory: string, decrypt: Decrypt): Comparison {
  const tapped = filesBelow(tappedDirectory, null).filter((file) => file.name.endsWith('.bin'))
  // the parts lie below their attempts; what lies beside those belongs to the store itself
  const parts = filesBelow(join(dataDirectory, 'blobs'), decrypt).filter(({ name }) => dirname(name) !== '.')
  const free = new Set(parts)
  const recorders = tapped
    // the longest first: a short one might be the beginning of more than one part
    .toSorted((a, b) => b.bytes - a.bytes)
    .map((file) => compareOne(file, free))
    .toSorted((a, b) => a.tapped.localeCompare(b.tapped, 'en', { numeric: true }))
  return {
    recorders,
    untapped: [...free].map(({ name, bytes }) => ({ part: name, bytes })),
    tappedBytes: recorders.reduce((sum, one) => sum + one.bytes, 0),
    missingBytes: recorders.reduce((sum, one) => sum + one.missingBytes, 0),
  }
}

/** Finds the part that agrees longest and takes it out of `free`. */
function compareOne(file: File, free: Set<File>): Compared {
  let best: { part: File; agreed: number } | undefined
  for (const part of free) {
    const agreed = agreedBytes(file, part)
    const isBetter = agreed > (best?.agreed ?? 0) || (agreed === best?.agreed && part.bytes === file.bytes)
    if (isBetter) best = { part, agreed }
  }
  const agreed = best?.agreed ?? 0
  const isWhole = file.bytes > 0 && agreed === file.bytes
  if (best && isWhole) free.delete(best.part)
  return {
    tapped: file.name,
    mime: mimeOf(file),
    bytes: file.bytes,
    sha256: sha256Of(file),
    verdict: isWhole ? (best?.part.bytes === file.bytes ? 'equal' : 'beginning') : 'missing',
    part: best?.part.name ?? null,
    partBytes: best?.part.bytes ?? 0,
    partSha256: best ? sha256Of(best.part) : null,
    missingBytes: file.bytes - agreed,
  }
}

function filesBelow(directory: string, decrypt: Decrypt | null): File[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(directory, path), path, bytes: statSync(path).size, decrypt }))
}

/** How many bytes from the start the two files have in common. */
function agreedBytes(a: File, b: File): number {
  const shorter = Math.min(a.bytes, b.bytes)
  const blocksOfA = blocks(a, shorter)
  const blocksOfB = blocks(b, shorter)
  let agreed = 0
  for (;;) {
    const ofA = blocksOfA.next()
    const ofB = blocksOfB.next()
    if (ofA.done || ofB.done) return agreed
    if (!ofA.value.equals(ofB.value)) return agreed + ofA.value.findIndex((byte, at) => byte !== ofB.value[at])
    agreed += ofA.value.length
  }
}

function* blocks(file: File, length: number): Generator<Buffer, undefined> {
  const handle = openSync(file.path, 'r')
  try {
    for (let at = 0; at < length;) {
      const block = Buffer.alloc(Math.min(BLOCK_BYTES, length - at))
      const read = readSync(handle, block, 0, block.length, at)
      // it was cut while it was read: what is not there does not agree
      if (read < block.length) return undefined
      yield file.decrypt ? file.decrypt(file.name, at, block) : block
      at += read
    }
  } finally {
    closeSync(handle)
  }
  return undefined
}

function sha256Of(file: File): string {
  const hash = createHash('sha256')
  for (const block of blocks(file, file.bytes)) hash.update(block)
  return hash.digest('hex')
}

function mimeOf(file: File): string {
  try {
    const noted: unknown = JSON.parse(readFileSync(file.path.replace(/\.bin$/, '.json'), 'utf8'))
    return typeof noted === 'object' && noted !== null && 'mime' in noted ? String(noted.mime) : 'unknown'
  } catch {
    return 'unknown'
  }
}

function say({ recorders, untapped, tappedBytes, missingBytes }: Comparison): string {
  const lines = recorders.map((one) => {
    const words = {
      equal: `equals part ${one.part}`,
      beginning: `is the beginning of part ${one.part} (${one.partBytes} bytes, sha256 ${one.partSha256})`,
      missing: `MISSING ${one.missingBytes} bytes; ${
        one.part
          ? `part ${one.part} (${one.partBytes} bytes, sha256 ${one.partSha256}) agrees before them`
          : 'no part begins like it'
      }`,
    }
    return `${one.tapped} ${one.mime} ${one.bytes} bytes sha256 ${one.sha256}\n    ${words[one.verdict]}`
  })
  const rest = untapped.map((one) => `not tapped: part ${one.part} ${one.bytes} bytes`)
  const sum = `${recorders.length} recorders tapped, ${tappedBytes} bytes, ${missingBytes} bytes missing on the server`
  return [...lines, ...rest, sum].join('\n')
}

const { values } = parseArgs({
  options: {
    tapped: { type: 'string' },
    data: { type: 'string' },
    keys: { type: 'string' },
    json: { type: 'boolean' },
  },
})
if (values.tapped === undefined || values.data === undefined) {
  console.error('Usage: node e2e/compare/main.ts --tapped DIR --data DIR [--keys DIR] [--json]')
  process.exitCode = 2
} else {
  const decrypt = await openBlobs({ dataDirectory: values.data, keysDirectory: values.keys })
  const comparison = compare(values.tapped, values.data, decrypt)
  console.log(values.json ? JSON.stringify(comparison) : say(comparison))
  const isWhole = comparison.tappedBytes > 0 && comparison.recorders.every((one) => one.verdict !== 'missing')
  process.exitCode = isWhole ? 0 : 1
}
