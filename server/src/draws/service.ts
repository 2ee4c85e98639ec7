// Owns: the draw: committed when a sitting is imported or its roster edited, opened with its check-in, recomputable by anybody afterwards.
// Never changes a lot, and never shows a contribution, a salt or a lot before the draw is open.
import { createHash, createHmac } from 'node:crypto'
import { drawFile, type DrawFile, type DrawView } from '@zhishi/core/contract'
import { commitmentOf, DRAW_RULE, handleOf, lotsOf, rollHashOf, type DrawCrypto } from '@zhishi/core/draw'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import { checkInWindow, noFacts } from '@zhishi/core/process'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Instant } from '@zhishi/core/time'
import type { Clock, Random } from '../platform/clock.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import { timesOfSitting } from '../platform/database/sitting-times.ts'
import { createKeptAnswers } from '../platform/http/kept-answer.ts'
import type { Keys } from '../platform/keys.ts'
import { erase } from './erase.ts'
import * as repo from './repo.ts'

/** Who is added once the draw is open takes a spare lot: some for a small sitting, a tenth for a large one. */
const SPARES_AT_LEAST = 50
const sparesFor = (count: number): number => SPARES_AT_LEAST + Math.ceil(count / 10)

/**
 * Computing 5,000 lots takes a quarter of a second of the thread that takes receipts, and the file changes twice in its life.
 * Sittings of a few days; a file of 5,000 lots has 400 KB, and less in each coding.
 */
const FILES_KEPT = 50

/** Bytes of a contribution and of a salt: as many as the hash that covers them (docs/fairness.md#lots). */
const CONTRIBUTION_BYTES = 32

const crypto: DrawCrypto = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  hmac: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
}

type DrawRow = NonNullable<Awaited<ReturnType<typeof repo.loadDraw>>>
type DrawHead = NonNullable<Awaited<ReturnType<typeof repo.loadDrawHead>>>
export type DrawsService = ReturnType<typeof createDrawsService>

export function createDrawsService(ports: { db: Database; clock: Clock; random: Random; keys: Keys }) {
  const { db, clock, random, keys } = ports

  /** A salt is derived, not stored: only the server and, once drawn, its candidate know it. */
  const saltOf = (attemptId: string): string => keys.mac('drawSalts', attemptId).toString('hex')
  const publicHandle = (attemptId: string): string => handleOf(crypto, saltOf(attemptId), attemptId)

  const openContribution = (draw: DrawHead['draw'], sealed: string): string =>
    keys.open('draws', Buffer.from(sealed, 'base64'), draw.sittingId).toString('hex')

  /** The public file without its lots. */
  function present({ draw, sitting, settings }: DrawHead, now: Instant): DrawView['file'] {
    const openedAt = openedAtOf({ draw, sitting, settings }, now)
    return {
      sittingId: draw.sittingId as SittingId,
      rule: DRAW_RULE,
      rollHash: draw.rollHash,
      spares: draw.spares,
      committedAt: draw.committedAt,
      openedAt,
      contributions: draw.contributions.map((one) => ({
        by: one.by,
        commitment: one.commitment,
        revealed: openedAt === null ? null : openContribution(draw, one.sealed),
      })),
      isServerAlone: draw.contributions.every((one) => one.by === 'server'),
    }
  }

  /** Every lot of the roll as committed, also those of attempts that have gone and of those still to come. */
  function lotsByHandle({ draw }: DrawRow): Map<string, number> {
    const revealed = draw.contributions.map((one) => openContribution(draw, one.sealed))
    const lots = lotsOf(crypto, draw.rollHash, revealed, { count: draw.roll.length, spares: draw.spares })
    return new Map(draw.roll.map((handle, place) => [handle, lots[place]!]))
  }

  return {
    /** What goes when an attempt or an interview is erased. */
    erase,
    /**
     * Commits to the draw of a sitting, or commits anew while it is not open, and gives the lot of each attempt, in the
     * order asked. Runs inside the edit. The roll is in the order of its handles, so that a place in the public file
     * tells nothing of a place in the roster.
     */
    async commit(within: Queryable, sittingId: SittingId, attemptIds: readonly AttemptId[]): Promise<number[]> {
      const handles = attemptIds.map(publicHandle)
      const spareIds = Array.from({ length: sparesFor(attemptIds.length) }, () => random.uuid())
      const roll = [...inOrder(handles), ...inOrder(spareIds.map(publicHandle))]
      const rollHash = rollHashOf(crypto, roll)
      const contribution = random.bytes(CONTRIBUTION_BYTES)
      await repo.putDraw(within, {
        sittingId,
        committedAt: clock.now(),
        rollHash,
        roll,
        spares: spareIds.length,
        spareIds,
        contributions: [
          {
            by: 'server',
            commitment: commitmentOf(crypto, contribution.toString('hex')),
            sealed: keys.seal('draws', contribution, sittingId).toString('base64'),
          },
        ],
      })
      const lots = lotsOf(crypto, rollHash, [contribution.toString('hex')], {
        count: roll.length,
        spares: spareIds.length,
      })
      const lotOf = new Map(roll.map((handle, place) => [handle, lots[place]!]))
      return handles.map((handle) => lotOf.get(handle)!)
    },

    /** How many may still be added; null: the draw is not open and is committed anew instead. */
    async spareLots(within: Queryable, sittingId: SittingId): Promise<number | null> {
      const found = await repo.loadDraw(within, sittingId)
      return found && openedAtOf(found, clock.now()) !== null ? found.draw.spareIds.length : null
    },

    /** Ids and lots for attempts that are added to an open draw: both were committed before it opened. */
    async takeSpares(
      within: Queryable,
      sittingId: SittingId,
      count: number,
    ): Promise<{ attemptId: AttemptId; lot: number }[]> {
      const found = await repo.loadDraw(within, sittingId)
      const taken = found?.draw.spareIds.slice(0, count) ?? []
      if (!found || taken.length < count) throw new Error(`sitting ${sittingId} has no ${count} spare lots`)
      await repo.updateSpareIds(within, sittingId, found.draw.spareIds.slice(count))
      const lotOf = lotsByHandle(found)
      return taken.map((id) => ({ attemptId: id as AttemptId, lot: lotOf.get(publicHandle(id))! }))
    },

    /** The public file, as it is sent to anybody. */
    file: createKeptAnswers<SittingId>({
      most: FILES_KEPT,
      async versionOf(sittingId) {
        const found = await repo.loadDrawHead(db, sittingId)
        return found ? accept(JSON.stringify(present(found, clock.now()))) : refuse('notFound')
      },
      async make(sittingId): Promise<Result<DrawFile>> {
        const found = await repo.loadDraw(db, sittingId)
        if (!found) return refuse('notFound')
        const head = present(found, clock.now())
        const lots = head.openedAt === null ? null : [...lotsByHandle(found)].map(([handle, lot]) => ({ handle, lot }))
        return accept(drawFile.parse({ ...head, lots }))
      },
    }),

    /** A candidate's own lot, with the salt that makes the public handle one's own. */
    async view(attemptId: AttemptId): Promise<Result<DrawView>> {
      const own = await repo.loadOwn(db, attemptId)
      if (!own) return refuse('notFound')
      const sittingId = own.sittingId as SittingId
      const [found, count] = await Promise.all([repo.loadDrawHead(db, sittingId), repo.countLots(db, sittingId)])
      if (!found) return refuse('notFound')
      const isDrawn = own.lotDrawnAt !== null
      return accept({
        lot: isDrawn ? own.lot : null,
        drawnAt: own.lotDrawnAt,
        isDrawnByCandidate: own.isLotDrawnByCandidate,
        salt: isDrawn ? saltOf(attemptId) : null,
        handle: isDrawn ? publicHandle(attemptId) : null,
        count,
        file: present(found, clock.now()),
      })
    },
  }
}

/** When the draw opened: with check-in, or at once where the sitting was imported later. Null: not yet. */
function openedAtOf({ draw, sitting, settings }: DrawHead, now: Instant): Instant | null {
  const window = checkInWindow({ settings, sitting: timesOfSitting(sitting), facts: noFacts }, 'withEntry')
  if (window === null || now < window.opensAt) return null
  return Math.max(window.opensAt, draw.committedAt)
}

/** Handles are hexadecimal, so the order of their code units is everybody's. */
function inOrder(handles: readonly string[]): string[] {
  return [...handles].sort((one, other) => (one < other ? -1 : 1))
}
