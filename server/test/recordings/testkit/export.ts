// Owns: export files for tests, written from the format's description (core/src/recording/export.ts, APPNOTE 4.3): so that
// also files which no device of ours would write can be made. Uses nothing of the product's own writer.
import { createHmac } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'
import { digestOf, type Device, type Facts } from './line.ts'

export type Held = { facts: Facts; bytes: Buffer; end?: { endReason: string; endedAt: number } | null }

/** The manifest of what a device holds, and the files beside it. */
export function exportOf(device: Device, held: readonly Held[], exportedAt: number) {
  const claims: unknown = JSON.parse(Buffer.from(device.grant.split('.')[1] ?? '', 'base64url').toString())
  const manifest = {
    zhishiExport: 1,
    attemptId: device.attemptId,
    exportedAt,
    claims,
    parts: held.map(({ facts, bytes, end = { endReason: 'finished', endedAt: exportedAt } }) => ({
      ...facts,
      number: Number(facts.number),
      startedAt: Number(facts.startedAt),
      startedAtErrorMs: Number(facts.startedAtErrorMs),
      bytes: bytes.length,
      digest: digestOf(bytes),
      end,
      receipt: null,
    })),
  }
  return { manifest, files: held.map(({ facts, bytes }) => ({ name: nameOf(facts), bytes })) }
}

/** The whole file as the device would hand it over. `grant`: the key of the proof. */
export function packed(options: { manifest: object; files: readonly ZipEntry[] }, grant: string): Buffer {
  const text = Buffer.from(JSON.stringify(options.manifest))
  const proof = createHmac('sha256', `zhishi-export-1\n${grant}`).update(text).digest('hex')
  return zip([
    ...options.files,
    { name: 'manifest.json', bytes: text },
    { name: 'manifest.hmac', bytes: Buffer.from(proof) },
  ])
}

function nameOf({ line, number }: Facts): string {
  return `${line}-${number.padStart(4, '0')}.${line === 'journal' ? 'ndjson' : 'webm'}`
}

/** `isDeflated`: packed small. `isAgain`: no bytes of its own, those of the entry before it. */
export type ZipEntry = { name: string; bytes: Buffer; isDeflated?: boolean; isAgain?: boolean }

export function zip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  let lastAt = 0
  for (const { name, bytes, isDeflated = false, isAgain = false } of entries) {
    const packedBytes = isDeflated ? deflateRawSync(bytes) : bytes
    const named = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(isDeflated ? 8 : 0, 4)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(packedBytes.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(named.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, named, packedBytes])
    if (!isAgain) {
      locals.push(local)
      lastAt = at
      at += local.length
    }
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(lastAt, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, named]))
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end])
}
