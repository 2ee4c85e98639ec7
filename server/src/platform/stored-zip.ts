// Owns: reading ZIP files whose entries are stored as they are, as our own exports are written.
// Never unpacks: a compressed, encrypted or overlapping entry is refused, so that no file can be more than its own size.
import { closeSync } from 'node:fs'
import { fromFd, type Entry, type ZipFile } from 'yauzl'

export class ZipDamagedError extends Error {
  override name = 'ZipDamagedError'
}

export type StoredZip = {
  /** name → length */
  entries: ReadonlyMap<string, number>
  /** @throws ZipDamagedError */
  read(name: string, from?: number): AsyncIterable<Buffer>
  close(): void
}

/**
 * @param file an open file descriptor, which is closed with the ZIP, or here where it cannot be opened
 * @param maxEntries no file with more is looked through
 * @throws ZipDamagedError
 */
export async function openStoredZip(file: number, maxEntries: number): Promise<StoredZip> {
  const zip = await openZip(file)
  const entries = new Map<string, Entry>()
  try {
    if (zip.entryCount > maxEntries) throw new ZipDamagedError(`${zip.entryCount} entries`)
    let bytes = 0
    for await (const entry of zip.eachEntry()) {
      if (!isStored(entry)) throw new ZipDamagedError(`${entry.fileName} is not stored as it is`)
      if (entries.has(entry.fileName)) throw new ZipDamagedError(`${entry.fileName} is there twice`)
      entries.set(entry.fileName, entry)
      // entries that share bytes would be more than the file
      bytes += entry.uncompressedSize
      if (bytes > zip.fileSize) throw new ZipDamagedError('entries are larger than the file')
    }
  } catch (error) {
    zip.close()
    throw asDamaged(error)
  }
  return {
    entries: new Map([...entries].map(([name, entry]) => [name, entry.uncompressedSize])),
    async *read(name, from = 0) {
      const entry = entries.get(name)
      if (!entry) throw new ZipDamagedError(`${name} is not there`)
      if (from >= entry.uncompressedSize) return
      try {
        for await (const bytes of await zip.openReadStreamPromise(entry, { start: from })) yield bytes as Buffer
      } catch (error) {
        throw asDamaged(error)
      }
    },
    close: () => zip.close(),
  }
}

function openZip(file: number): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromFd(file, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, zip) => {
      if (!error) return resolve(zip)
      closeSync(file)
      reject(asDamaged(error))
    })
  })
}

/** Method 0 (APPNOTE 4.4.5), and bit 0 of the flags, encryption (4.4.4), not set. */
function isStored(entry: Entry): boolean {
  return entry.compressionMethod === 0 && !entry.isEncrypted() && entry.compressedSize === entry.uncompressedSize
}

/** yauzl says by an error without a code that a file is no sound ZIP; the disk's own errors have one. */
function asDamaged(error: unknown): Error {
  const isOfDisk = error instanceof Error && 'code' in error && error.code !== undefined
  return isOfDisk || error instanceof ZipDamagedError ? error : new ZipDamagedError(String(error))
}
