// Owns: the draw: committed when a sitting is imported or its roster edited, opened with its check-in, recomputable by anybody afterwards.
// Never changes a lot, and never shows a contribution, a salt or a lot before the draw is open.
import { createHash, createHmac } from 'node:crypto'
import { drawFile, type Contributed, type DrawFile, type DrawView } from '@zhishi/core/contract'
import {
  commitmentOf,
  commitNext,
  contributionOfText,
  contributorsInWords,
  DRAW_RULE,
  handleOf,
  lotsOf,
  rollHashOf,
  type CommittedBecause,
  type DrawCommitment,
  type DrawCrypto,
} from '@zhishi/core/draw'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import { checkInWindow, noFacts } from '@zhishi/core/process'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Instant } from '@zhishi/core/time'
import { rosters } from '../attempts/service.ts'
import type { AuditService } from '../audit/service.ts'
import type { Clock, Random } from '../platform/clock.ts'
import type { Database, Queryable, Transaction } from '../platform/database/database.ts'
import { timesOfSitting } from '../platform/database/sitting-times.ts'
import type { ActingAs } from '../platform/http/caller.ts'
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

export function createDrawsService(ports: {
  db: Database
  clock: Clock
  random: Random
  keys: Keys
  audit: AuditService
}) {
  const { db, clock, random, keys, audit } = ports

  /** A salt is derived, not stored: only the server and, once drawn, its candidate know it. */
  const saltOf = (attemptId: string): string => keys.mac('drawSalts', attemptId).toString('hex')
  const publicHandle = (attemptId: string): string => handleOf(crypto, saltOf(attemptId), attemptId)

  const openContribution = (draw: DrawHead['draw'], sealed: string): string =>
    keys.open('draws', Buffer.from(sealed, 'base64'), draw.sittingId).toString('hex')

  /** The public file without its lots. */
  async function present({ draw, sitting, settings }: DrawHead, now: Instant): Promise<DrawView['file']> {
    const openedAt = openedAtOf({ draw, sitting, settings }, now)
    const kept = await repo.loadCommitments(db, draw.sittingId as SittingId)
    return {
      sittingId: draw.sittingId as SittingId,
      rule: DRAW_RULE,
      rollHash: draw.rollHash,
      spares: draw.spares,
      committedAt: draw.committedAt,
      openedAt,
      contributions: draw.contributions.map(({ by, commitment, sealed, at = draw.committedAt }) => {
        const revealed = openedAt === null ? null : openContribution(draw, sealed)
        const isText = by !== 'server' && revealed !== null
        return { by, at, commitment, revealed, text: isText ? Buffer.from(revealed, 'hex').toString('utf8') : null }
      }),
      isServerAlone: draw.contributions.every((one) => one.by === 'server'),
      inWords: contributorsInWords(draw.contributions),
      commitments: (kept.length > 0 ? kept : [foundThere(draw)]).map(({ number, at, why, ...rest }) => ({
        number,
        at,
        why,
        rollHash: rest.rollHash,
        contributions: rest.contributions,
        hash: rest.hash,
      })),
    }
  }

  /**
   * Writes down that the draw is as it is now, behind all commitments before. Of a draw that was there before any was
   * written down, the first says so.
   */
  async function keepCommitment(
    within: Queryable,
    before: DrawHead['draw'] | undefined,
    it: { sittingId: SittingId; rollHash: string; contributions: DrawHead['draw']['contributions'] },
    why: { because: CommittedBecause; actor: ActingAs | { role: 'system'; id: null } },
  ): Promise<DrawCommitment> {
    const { sittingId, rollHash, contributions } = it
    let newest = await repo.loadNewestCommitment(within, sittingId)
    if (!newest && before) {
      newest = foundThere(before)
      await repo.insertCommitment(within, sittingId, newest)
    }
    const next = commitNext(crypto, newest, {
      at: clock.now(),
      why: why.because,
      rollHash,
      contributions: contributions.map(({ by, commitment }) => ({ by, commitment })),
    })
    await repo.insertCommitment(within, sittingId, next)
    await audit.append(
      {
        actorRole: why.actor.role,
        actorId: why.actor.id,
        action: 'drawCommitted',
        subject: { sittingId, number: next.number, why: why.because, hash: next.hash },
      },
      within,
    )
    return next
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
     * order asked. Runs inside the edit. What people contributed counts for the roll they saw and no longer: else whoever
     * knows it could commit the server's bytes anew until the lots please. The roll is in the order of its handles, so that a place in the public file
     * tells nothing of a place in the roster.
     */
    async commit(within: Queryable, sittingId: SittingId, attemptIds: readonly AttemptId[]): Promise<number[]> {
      const handles = attemptIds.map(publicHandle)
      const spareIds = Array.from({ length: sparesFor(attemptIds.length) }, () => random.uuid())
      const roll = [...inOrder(handles), ...inOrder(spareIds.map(publicHandle))]
      const rollHash = rollHashOf(crypto, roll)
      const contribution = random.bytes(CONTRIBUTION_BYTES)
      const before = await repo.loadDraw(within, sittingId)
      const contributions = [
        {
          by: 'server' as const,
          commitment: commitmentOf(crypto, contribution.toString('hex')),
          sealed: keys.seal('draws', contribution, sittingId).toString('base64'),
        },
      ]
      await repo.putDraw(within, {
        sittingId,
        committedAt: clock.now(),
        rollHash,
        roll,
        spares: spareIds.length,
        spareIds,
        contributions,
      })
      await keepCommitment(
        within,
        before?.draw,
        { sittingId, rollHash, contributions },
        { because: before ? 'rosterEdited' : 'imported', actor: { role: 'system', id: null } },
      )
      const lots = lotsOf(crypto, rollHash, [contribution.toString('hex')], {
        count: roll.length,
        spares: spareIds.length,
      })
      const lotOf = new Map(roll.map((handle, place) => [handle, lots[place]!]))
      return handles.map((handle) => lotOf.get(handle)!)
    },

    /**
     * A person's text becomes part of the seed, which changes every lot of the sitting. Refuses `windowClosed`: the draw is
     * open; `contributionGiven`: somebody of the same role did.
     */
    contribute: (who: ActingAs, sittingId: SittingId, text: string): Promise<Result<Contributed>> =>
      db.transaction(async (within: Transaction): Promise<Result<Contributed>> => {
        const found = await repo.lockDraw(within, sittingId)
        if (!found) return refuse('notFound')
        const { draw } = found
        const now = clock.now()
        if (openedAtOf(found, now) !== null) return refuse('windowClosed')
        const by = who.role === 'organiser' ? 'organiser' : 'proctor'
        if (draw.contributions.some((one) => one.by === by)) return refuse('contributionGiven')
        const hex = contributionOfText(text)
        const commitment = commitmentOf(crypto, hex)
        const sealed = keys.seal('draws', Buffer.from(hex, 'hex'), draw.sittingId).toString('base64')
        const contributions = [...draw.contributions, { by, at: now, commitment, sealed } as const]
        await repo.updateContributions(within, sittingId, contributions)
        const { rollHash } = draw
        const kept = await keepCommitment(
          within,
          draw,
          { sittingId, rollHash, contributions },
          { because: 'contributed', actor: who },
        )
        const lotOf = lotsByHandle({ ...found, draw: { ...draw, contributions } })
        const ids = await repo.loadAttemptIds(within, sittingId)
        await rosters.setLots(
          within,
          sittingId,
          ids.map((id) => ({ id, lot: lotOf.get(publicHandle(id))! })),
        )
        return accept({ number: kept.number, at: now, commitment })
      }),

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
        return found ? accept(JSON.stringify(await present(found, clock.now()))) : refuse('notFound')
      },
      async make(sittingId): Promise<Result<DrawFile>> {
        const found = await repo.loadDraw(db, sittingId)
        if (!found) return refuse('notFound')
        const head = await present(found, clock.now())
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
        file: await present(found, clock.now()),
      })
    },
  }
}

/** The first commitment of a draw of which none was written down: those it may have had before are not known. */
function foundThere({ committedAt, rollHash, contributions }: DrawHead['draw']): DrawCommitment {
  return commitNext(crypto, undefined, {
    at: committedAt,
    why: 'foundThere',
    rollHash,
    contributions: contributions.map(({ by, commitment }) => ({ by, commitment })),
  })
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
