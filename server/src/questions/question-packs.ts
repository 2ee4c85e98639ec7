// Owns: storing and opening the question packs of sittings (packs.ts has the cryptography).
// Never decides who may have a key: service.ts asks core.
import type { PackContent, PackKeyView } from '@zhishi/core/contract'
import type { SittingId } from '@zhishi/core/ids'
import type { Clock, Random } from '../platform/clock.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import type { Keys } from '../platform/keys.ts'
import { openPack, sealPack, unwrapPackKey, type PackRow } from './packs.ts'
import { isQuiet } from './quiet.ts'
import * as repo from './repo.ts'

export type QuestionPacks = ReturnType<typeof createQuestionPacks>

/** The packs themselves, for whoever defines sittings: a command on the machine needs no more of this feature. */
export function createQuestionPacks(ports: { db: Database; clock: Clock; random: Random; keys: Keys }) {
  const { db, clock, random, keys } = ports

  /** @throws Error when the sitting has none: every sitting is stored with one */
  async function load(sittingId: SittingId, within: Queryable = db): Promise<PackRow> {
    const row = await repo.loadPack(within, sittingId)
    if (!row) throw new Error(`sitting ${sittingId} has no question pack`)
    return row
  }

  return {
    load,
    /** Seals the questions of a sitting into a pack, in place of the one before, whose unlock codes open nothing any more. */
    put: (within: Queryable, sittingId: SittingId, content: PackContent): Promise<void> =>
      repo.putPack(within, { sittingId, ...sealPack(content, { keys, random }) }),
    /** The questions themselves, for the export of the organiser. */
    read: async (within: Queryable, sittingId: SittingId): Promise<PackContent> =>
      openPack(await load(sittingId, within), keys),
    keyOf: async (sittingId: SittingId): Promise<PackKeyView> => unwrapPackKey(await load(sittingId), keys),
    /** Whether a sitting starts about now: the machine belongs to it. */
    isQuiet: (): Promise<boolean> => isQuiet(db, clock),
  }
}
