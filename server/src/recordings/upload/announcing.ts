// Owns: how a part comes into being and who it belongs to.
// Never gives a part to a second device, never changes what was announced, and never believes a start that cannot be.
import type { PartId } from '@zhishi/core/ids'
import {
  isPlausibleStart,
  isStartUncertain,
  JOURNAL_MIME,
  startErrorOf,
  type GrantClaims,
  type PartAnnouncement,
} from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Clock } from '../../platform/clock.ts'
import { isReferenceMissing, type Database } from '../../platform/database/database.ts'
import type { Budgets } from '../budget/budgets.ts'
import type { createGrants } from '../grants/grants.ts'
import type { PartDigests } from './part-digests.ts'
import { insertPart, loadPart, updateDeclaredBytes, type AnnouncedPart, type Part } from '../repo.ts'

/** 8 GiB: more than 24 hours of the phone's 600 kbit/s (docs/defaults.md#recording), in one recorder run. */
export const PART_MAX_BYTES = 8 * 1024 ** 3

export function createAnnouncing(ports: {
  db: Database
  clock: Clock
  grants: ReturnType<typeof createGrants>
  digests: PartDigests
  budgets: Budgets
}) {
  const { db, clock, grants, digests, budgets } = ports

  /**
   * Makes a part, or finds that the same device has made the same one before. `declaredBytes`: its final length, if a
   * client names one. Refuses `foreignPart`, `malformed`, `tooLarge`, `newPartsStopped`, `olderPartHeld` and `budgetReached` (not of an
   * import), `grantRefused` (its attempt is unknown here), and `partDiffers` (this id, or this number of the line, was announced with
   * other facts).
   */
  return async (
    claims: GrantClaims,
    said: PartAnnouncement,
    declaredBytes: number | null,
    { isImport = false } = {},
  ): Promise<Result<Part>> => {
    const problem = problemWith(said)
    if (problem) return refuse('malformed', { problems: [problem] })
    if (!claims.lines.includes(said.line)) return refuse('foreignPart')
    if (declaredBytes !== null && declaredBytes > PART_MAX_BYTES) return refuse('tooLarge')

    const before = await loadPart(db, said.partId)
    if (before) return repeated(before)
    const whyNot = await grants.whyNotBegin(claims, said, { isImport })
    if (whyNot === 'olderPartHeld') return budgets.holdOlderPart(claims)
    if (whyNot !== null) return refuse(whyNot)
    const reserved = isImport ? null : await budgets.reserve(claims, said.line, 'parts', 1)
    if (reserved && !reserved.ok) return reserved
    const { partId: id, ...facts } = said
    const { attemptId, deviceId, grantId } = claims
    const announcedAt = clock.now()
    const isBelieved = isPlausibleStart(said.startedAt, { grantedAt: claims.issuedAt, announcedAt })
    const start = isBelieved
      ? { startedAt: said.startedAt, startedAtErrorMs: startErrorOf(said.startedAtErrorMs), claimedStartAt: null }
      : { startedAt: announcedAt, startedAtErrorMs: null, claimedStartAt: said.startedAt }
    const part: AnnouncedPart = { id, ...facts, ...start, attemptId, deviceId, grantId, announcedAt, declaredBytes }
    let isMade = false
    try {
      const inserted = await insertPart(db, part)
      isMade = inserted !== undefined
      if (inserted) {
        digests.begin(inserted)
        return accept(inserted)
      }
    } catch (error) {
      if (isReferenceMissing(error)) return refuse('grantRefused')
      throw error
    } finally {
      if (isMade) reserved?.value.done()
      else reserved?.value.giveBack()
    }
    // made meanwhile, or not there: then line and number belong to a part with another id
    const made = await loadPart(db, id)
    return made ? repeated(made) : refuse('partDiffers')

    async function repeated(part: Part): Promise<Result<Part>> {
      if (!isOwn(part, claims)) return refuse('foreignPart')
      const isSame =
        part.line === said.line &&
        part.number === said.number &&
        part.mime === said.mime &&
        (part.claimedStartAt ?? part.startedAt) === said.startedAt &&
        (isStartUncertain(part) || startErrorOf(part.startedAtErrorMs) === startErrorOf(said.startedAtErrorMs))
      if (!isSame) return refuse('partDiffers')
      if (declaredBytes === null || declaredBytes === part.declaredBytes) return accept(part)
      if (part.declaredBytes !== null) return refuse('partDiffers')
      await updateDeclaredBytes(db, part, declaredBytes)
      return accept({ ...part, declaredBytes })
    }
  }
}

/** A grant covers the parts of its attempt and device on its lines, whichever grant of that device made them. */
export function isOwn(part: Part, claims: GrantClaims): boolean {
  return part.attemptId === claims.attemptId && part.deviceId === claims.deviceId && claims.lines.includes(part.line)
}

/** The part, if it is this device's own. */
export async function loadOwnPart(db: Database, claims: GrantClaims, id: PartId): Promise<Result<Part>> {
  const part = await loadPart(db, id)
  if (!part) return refuse('notFound')
  return isOwn(part, claims) ? accept(part) : refuse('foreignPart')
}

function problemWith(said: PartAnnouncement): { path: string; message: string } | null {
  if ((said.line === 'journal') !== (said.mime === JOURNAL_MIME)) {
    return { path: '/mime', message: `is not a media type of the line ${said.line}` }
  }
  return null
}
