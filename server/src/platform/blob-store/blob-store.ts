// Owns: the port behind which the bytes of parts lie: what a store promises, and the names of its failures.
// Never knows what the bytes mean, nor how many of them the database has acknowledged.

/** Names a blob. Both are UUIDs: a store refuses anything else, because they become parts of a path or an object key. */
export type BlobKey = { attemptId: string; partId: string }

/** Half-open: `from` is the first byte, `to` the first that is not wanted any more. */
export type ByteRange = { from: number; to: number }

/**
 * Bytes that only grow. Every method may throw {@link BlobStoreError} `unavailable`.
 * One suite tells what each implementation must do: blob-store.conformance.ts.
 */
export type BlobStore = {
  /**
   * Writes at `offset`; when it resolves, the bytes outlive a power cut. What lay there is overwritten in place and
   * bytes behind are kept. Throws `storageFull`; `bytesMissing` when the blob ends before `offset`; `sealed`.
   * A failed append may leave some of its bytes behind: they count for nothing until they are appended again.
   */
  append(key: BlobKey, offset: number, bytes: Uint8Array): Promise<void>
  /** The bytes of the range in order, in pieces of the store's choice. Throws `bytesMissing` where the blob ends before it. */
  read(key: BlobKey, range: ByteRange): AsyncIterable<Uint8Array>
  /** Length in bytes; 0 for a blob that was never written. */
  size(key: BlobKey): Promise<number>
  /** No append any more. May be repeated. */
  seal(key: BlobKey): Promise<void>
  /** Undoes {@link BlobStore.seal}, for a part of which bytes were lost. */
  reopen(key: BlobKey): Promise<void>
  /** Its place may hold again what was there before other bytes were written (a file from a backup): finds out which it is. */
  recognise(key: BlobKey): Promise<void>
  /** Deletes the blob, sealed or not. May be repeated. */
  remove(key: BlobKey): Promise<void>
  /** Deletes every blob of an attempt, whether anybody knows of it or not. May be repeated. Durable when it resolves. */
  removeAttempt(attemptId: string): Promise<void>
  /** Every blob of which bytes are there, each once, whether anybody knows of it or not. */
  list(): AsyncIterable<BlobKey>
  /** Where a blob lies, for people who look for it. */
  whereIs(key: BlobKey): string
  /** The text of the marker in this place (marker.ts); null: there is none. */
  readMarker(): Promise<string | null>
  /** Puts this installation's marker here, durable when it resolves; makes the place where it is not there yet. */
  writeMarker(): Promise<void>
  /**
   * Throws `unavailable` where this installation's marker is not here: what is missing then is not lost, the place has gone
   * or is another one. No loss may be written down before it resolves.
   */
  checkMarker(): Promise<void>
  /** Lets go of what is held open. Nothing may be asked for after it. */
  close(): Promise<void>
}

export type BlobStoreFailure = 'storageFull' | 'unavailable' | 'bytesMissing' | 'sealed'

export class BlobStoreError extends Error {
  override readonly name = 'BlobStoreError'
  readonly code: BlobStoreFailure
  /** how many bytes the blob has, for `bytesMissing` */
  readonly size: number

  constructor(code: BlobStoreFailure, it: { size?: number; cause?: unknown } = {}) {
    super(`blob store: ${code}`, { cause: it.cause })
    this.code = code
    this.size = it.size ?? 0
  }
}
