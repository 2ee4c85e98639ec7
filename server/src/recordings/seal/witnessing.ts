// Owns: working out what beats witness of the parts of an attempt, from rows and, where it must, from bytes.
// Never judges anybody, and never keeps a device waiting: it is worked out after the receipt, or when staff ask.
import { createHash } from 'node:crypto'
import type { PartId } from '@zhishi/core/ids'
import {
  BEAT_INTERVAL_MS,
  beatsToCompare,
  BLOCK_BYTES,
  isStartUncertain,
  toHex,
  witnessOf,
  type WitnessedPart,
  type WitnessStretch,
} from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import { BlobStoreError, type BlobStore } from '../../platform/blob-store/blob-store.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { loadBeats, updateCompared, type BeatRow } from '../beats/beats-repo.ts'
import type { Log } from '../faults.ts'
import { keyOf, loadBlocksOf, loadPauses, saveWitness, type Part } from '../repo.ts'

export type Witnessing = ReturnType<typeof createWitnessing>

/** Running parts that are looked at: more than all proctors of one process have open. */
const REMEMBERED_PARTS = 2000

export function createWitnessing(ports: { db: Database; clock: Clock; blobStore: BlobStore; log: Log }) {
  const { db, clock, blobStore, log } = ports
  /** of running parts, for as long as no beat can have changed it: several people look, every two seconds */
  const remembered = new Map<PartId, { at: Instant; bytes: number; generation: number; witness: WitnessStretch[] }>()
  return { of }

  /**
   * The stretches of each part of a feed; those of sealed parts are worked out once and kept. A journal has none: it
   * grows by what happens, so its silence says nothing; nor a part of which nobody knows when it began.
   */
  async function of(parts: readonly Part[]): Promise<Map<PartId, WitnessStretch[]>> {
    const found = new Map<PartId, WitnessStretch[]>()
    const open: Part[] = []
    for (const part of parts) {
      const known = part.witness ?? (part.line === 'journal' || isStartUncertain(part) ? [] : recall(part))
      if (known) found.set(part.id, known)
      else open.push(part)
    }
    const ids = open.map((part) => part.id)
    const [beats, blocks, pauses] = await Promise.all([loadBeats(db, ids), loadBlocksOf(db, ids), loadPauses(db, ids)])
    for (const part of open) {
      // a beat may come before its part is announced, and then from anybody
      const own = beats.filter((beat) => beat.partId === part.id && beat.deviceId === part.deviceId)
      const here: WitnessedPart = {
        ...part,
        isSealed: part.sealedAt !== null,
        pauses: pauses.filter((pause) => pause.partId === part.id),
        blocks: blocks
          .filter((block) => block.partId === part.id)
          .slice(0, Math.floor(part.bytes / BLOCK_BYTES))
          .map(({ digest, arrivedAt }) => ({ digest: toHex(digest), arrivedAt })),
      }
      const compared = await tryToCompare(part, here, own)
      const witness = witnessOf(here, compared ?? own)
      found.set(part.id, witness)
      if (part.sealedAt === null) remember(part, witness)
      else if (compared) await saveWitness(db, part, witness)
    }
    return found
  }

  function recall(part: Part): WitnessStretch[] | null {
    const known = remembered.get(part.id)
    const isFresh =
      known !== undefined &&
      part.sealedAt === null &&
      known.bytes === part.bytes &&
      known.generation === part.generation &&
      clock.now() - known.at < BEAT_INTERVAL_MS
    return isFresh ? known.witness : null
  }

  function remember({ id, bytes, generation }: Part, witness: WitnessStretch[]): void {
    remembered.delete(id)
    remembered.set(id, { at: clock.now(), bytes, generation, witness })
    const [oldest] = remembered.keys()
    if (remembered.size > REMEMBERED_PARTS && oldest !== undefined) remembered.delete(oldest)
  }

  /** Null: the bytes cannot be read now. What was not compared does not count, and is tried again. */
  async function tryToCompare(part: Part, here: WitnessedPart, beats: readonly BeatRow[]): Promise<BeatRow[] | null> {
    try {
      return await compare(part, here, beats)
    } catch (error) {
      if (!(error instanceof BlobStoreError)) throw error
      log.warn({ err: error, partId: part.id }, 'the bytes of a part could not be compared with its beats')
      return null
    }
  }

  /** Reads the blocks again that late beats speak of, each once, and keeps what was found; the beats with it. */
  async function compare(part: Part, here: WitnessedPart, beats: readonly BeatRow[]): Promise<BeatRow[]> {
    const late = beatsToCompare(here, beats).sort((a, b) => a.bytes - b.bytes)
    const byBlock = Map.groupBy(late, (beat) => Math.floor(beat.bytes / BLOCK_BYTES))
    const isSame = new Map<BeatRow, boolean>()
    for (const [block, spoken] of byBlock) {
      const hash = createHash('sha256')
      let from = block * BLOCK_BYTES
      for (const beat of spoken) {
        for await (const bytes of blobStore.read(keyOf(part), { from, to: beat.bytes })) hash.update(bytes)
        from = beat.bytes
        isSame.set(beat, beat.openBlock !== null && hash.copy().digest().equals(beat.openBlock))
      }
    }
    const compared = [...isSame].map(([{ receivedAt, bytes }, same]) => ({ receivedAt, bytes, isSame: same }))
    await updateCompared(db, part, compared)
    return beats.map((beat) => ({ ...beat, isOpenBlockSame: isSame.get(beat) ?? beat.isOpenBlockSame }))
  }
}
