// Owns: the durable log over a directory of files: the bytes of its parts (part-files.ts), one index of what happened to
// them (log-index.ts), and room set aside (log-reserve.ts). One thing at a time, in the order it was asked for.
// Never rewrites a byte that was promised. What kind of files these are is given (device-log.ts).
import type { PartId } from '@zhishi/core/ids'
import { LogFullError, type DurableLog, type LoggedPart } from './durable-log.ts'
import type { LogFiles } from './log-files.ts'
import { INDEX_NAME, openLogIndex, type LogIndex } from './log-index.ts'
import { openLogReserve, type LogReserve } from './log-reserve.ts'
import { createPartFiles, PART_FILE_BYTES, type PartFiles } from './part-files.ts'

/** A message to the browser's process and back takes some milliseconds, on a busy computer some tens. */
const FREED_AFTER_MS = 50
const FREED_TRIES = 5

/**
 * Opens the log and finds out what an earlier opener left: a part without an end is one whose writer died; it ends
 * as `crashed`, with every byte its files hold, at the moment its last bytes came.
 * @throws LogInUseError
 */
export async function openFileLog(files: LogFiles, partFileBytes = PART_FILE_BYTES): Promise<DurableLog> {
  // the index is held by whoever has the log open, so it comes first
  const indexFile = await files.open(INDEX_NAME)
  const closers: (() => Promise<void>)[] = [async () => indexFile.close()]
  let index: LogIndex
  let bytesOf: PartFiles
  let reserve: LogReserve
  try {
    const names = await files.names()
    index = await openLogIndex(indexFile)
    bytesOf = createPartFiles(files, names, partFileBytes)
    closers.push(bytesOf.close)
    reserve = await openLogReserve(files, names)
    closers.push(reserve.close)
    for (const [id, part] of index.parts) {
      part.bytes = await bytesOf.size(id)
      part.end ??= { endReason: 'crashed', endedAt: index.lastByteAt(id) ?? part.announcement.startedAt }
      if (isNothing(part)) index.parts.delete(id)
    }
  } catch (error) {
    await close()
    throw error
  }
  let turn: Promise<unknown> = Promise.resolve()
  let isClosed = false
  const write = (it: Parameters<LogIndex['write']>[0]): Promise<void> => withRoom(() => index.write(it))

  return {
    list: () => [...index.parts.values()].map((part) => ({ ...part })),
    grant: () => index.grant(),
    reservedBytes: () => reserve.bytes(),
    async reserve(bytes) {
      while (!isClosed && (await inTurn(() => reserve.takeStep(bytes))));
      return reserve.bytes()
    },
    keepGrant: (grant) => inTurn(() => write({ kind: 'grant', grant })),
    startPart: (announcement) =>
      inTurn(async () => {
        if (!index.parts.has(announcement.partId)) await write({ kind: 'started', announcement })
      }),
    append: (id, offset, bytes, at) =>
      inTurn(async () => {
        const part = known(id)
        if (part.end) throw new Error(`part ${id} has ended`)
        if (offset !== part.bytes) throw new Error(`part ${id} has ${part.bytes} bytes, not ${offset}`)
        await withRoom(() => bytesOf.append(id, offset, bytes))
        // bytes without their record are cut off by the next try, or found by size after a crash
        await write({ kind: 'appended', partId: id, at })
        part.bytes += bytes.length
      }),
    read: (id, offset, length) =>
      inTurn(async () => {
        const into = new Uint8Array(Math.max(0, Math.min(length, known(id).bytes - offset)))
        const got = await bytesOf.read(id, offset, into)
        if (got !== into.length) throw new Error(`part ${id}: ${got} of ${into.length} bytes at ${offset}`)
        return into
      }),
    markAcknowledged: (id, it) => inTurn(() => writeOf(id, { kind: 'acknowledged', partId: id, ...it })),
    markEnded: (id, end) =>
      inTurn(async () => {
        const part = known(id)
        await write(isNothing(part) ? { kind: 'removed', partId: id } : { kind: 'ended', partId: id, ...end })
        await bytesOf.finish(id)
      }),
    markSealed: (id, receipt) => inTurn(() => writeOf(id, { kind: 'sealed', receipt })),
    markUnsealed: (id) => inTurn(() => writeOf(id, { kind: 'unsealed', partId: id })),
    remove: (id) =>
      inTurn(async () => {
        if (!known(id).receipt) throw new Error(`part ${id} has no receipt: it may be the only copy`)
        await writeOf(id, { kind: 'removed', partId: id })
        await bytesOf.remove(id)
      }),
    close() {
      isClosed = true
      return inTurn(close)
    },
  }

  /**
   * Where there is no room: in that of the reserve, and then in what open files of other parts were granted beyond their
   * length (OPFS grants a file 1 MiB and more ahead, until it is closed).
   */
  async function withRoom(work: () => Promise<void>): Promise<void> {
    try {
      await reserve.behind(work)
    } catch (error) {
      if (!(error instanceof LogFullError)) throw error
      await bytesOf.close()
      await untilFreed(work)
    }
  }

  /** Files are opened on the way, and a reader must not find one closed under it. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }

  function known(id: PartId): LoggedPart {
    const part = index.parts.get(id)
    if (!part) throw new Error(`part ${id} is not in this log`)
    return part
  }

  async function writeOf(id: PartId, it: Parameters<LogIndex['write']>[0]): Promise<void> {
    known(id)
    await write(it)
  }

  async function close(): Promise<void> {
    for (const closeOne of closers.toReversed()) await closeOne()
  }
}

/** A browser counts what a closed file held as free only a moment later. */
async function untilFreed(work: () => Promise<void>): Promise<void> {
  for (let triesLeft = FREED_TRIES; ; triesLeft--) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof LogFullError) || triesLeft === 0) throw error
      await new Promise((resolve) => setTimeout(resolve, FREED_AFTER_MS))
    }
  }
}

/** A recorder that gave nothing made no part, and nobody else has heard of it. */
const isNothing = ({ bytes, acknowledged, receipt }: LoggedPart): boolean =>
  bytes === 0 && acknowledged === null && receipt === null
