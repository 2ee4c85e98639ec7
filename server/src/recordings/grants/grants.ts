// Owns: grants: the signed right of one device to upload its own parts of one attempt.
// Never asks the database whether a grant is genuine: its signature says so, also after a restore
// (docs/recording.md#grants).
import type { AttemptId, DeviceId, GrantId, PartId } from '@zhishi/core/ids'
import {
  GRANT_PREFIX,
  grantClaims,
  isBeforeStop,
  LINES_OF_DEVICE,
  type DeviceKind,
  type GrantClaims,
} from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Clock, Random } from '../../platform/clock.ts'
import { isReferenceMissing, type Database, type Queryable } from '../../platform/database/database.ts'
import { isSameSecret, type Keys } from '../../platform/keys.ts'
import * as repo from './grants-repo.ts'

/** A grant of four lines is about 400 characters; nothing longer is looked at. */
const GRANT_MAX_LENGTH = 1024

/** `zg1.<base64url claims>.<base64url HMAC-SHA-256 of what stands before it>` */
export function writeGrant(keys: Keys, claims: GrantClaims): string {
  const signed = `${GRANT_PREFIX}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  return `${signed}.${keys.mac('grants', signed).toString('base64url')}`
}

/** The claims, if this server signed them; else null, without telling why. */
export function readGrant(keys: Keys, text: string): GrantClaims | null {
  if (text.length > GRANT_MAX_LENGTH) return null
  const [prefix, claims, mac, ...more] = text.split('.')
  if (prefix !== GRANT_PREFIX || !claims || !mac || more.length > 0) return null
  if (!isSameSecret(Buffer.from(mac, 'base64url'), keys.mac('grants', `${prefix}.${claims}`))) return null
  return grantClaims.parse(JSON.parse(Buffer.from(claims, 'base64url').toString()))
}

/** Two devices each of more candidates than one process serves; an entry is about 1 kB. */
const KNOWN_GRANTS = 16_384

/**
 * Reads grants, and remembers those it has found genuine: a device shows the same one hundreds of times. What a grant says
 * never changes, and whether it was stopped is asked of the database where that counts.
 */
function createGrantReader(keys: Keys): (text: string) => GrantClaims | null {
  const known = new Map<string, GrantClaims>()
  return (text) => {
    const before = known.get(text)
    if (before) return before
    const claims = readGrant(keys, text)
    if (!claims) return null
    known.set(text, claims)
    const [oldest] = known.keys()
    if (known.size > KNOWN_GRANTS && oldest !== undefined) known.delete(oldest)
    return claims
  }
}

type Asked = { attemptId: AttemptId; deviceId: DeviceId; kind: DeviceKind }

export function createGrants(ports: { db: Database; clock: Clock; random: Random; keys: Keys }) {
  const { db, clock, random, keys } = ports

  async function held(within: Queryable, asked: Asked): Promise<GrantClaims | undefined> {
    const open = await repo.loadOpenGrants(within, asked.attemptId, asked.deviceId)
    return open.find((one) => one.lines.join() === LINES_OF_DEVICE[asked.kind].join())
  }

  return {
    /** A device that asks again, after a reload say, gets the grant it has. */
    async issue(asked: Asked, within: Queryable = db): Promise<string> {
      const lines = [...LINES_OF_DEVICE[asked.kind]]
      const known = await held(within, asked)
      if (known) return writeGrant(keys, known)
      const claims: GrantClaims = {
        grantId: random.uuid() as GrantId,
        attemptId: asked.attemptId,
        deviceId: asked.deviceId,
        lines,
        issuedAt: clock.now(),
      }
      await repo.insertGrant(within, claims)
      return writeGrant(keys, claims)
    },

    /** The grant a device has and may still begin parts with; null: none. */
    async find(asked: Asked): Promise<string | null> {
      const known = await held(db, asked)
      return known ? writeGrant(keys, known) : null
    },

    /** Whether new parts were stopped (the phone was replaced, say). A grant the database is not told of was not. */
    isStopped: async (claims: GrantClaims): Promise<boolean> => (await repo.loadStoppedAt(db, claims.grantId)) !== null,

    read: createGrantReader(keys),

    /**
     * Stops new parts of an attempt's devices, from now on; bytes of parts that are there go on arriving.
     * `except`: the device that goes on; `kind`: only grants of computers, or only of phones.
     */
    stop(
      within: Queryable,
      attemptId: AttemptId,
      which: { except: DeviceId | null; kind?: DeviceKind },
    ): Promise<void> {
      const lines = which.kind ? [...LINES_OF_DEVICE[which.kind]] : null
      return repo.updateStoppedAt(within, attemptId, clock.now(), { except: which.except, lines })
    },

    /**
     * Why a part may not begin any more; null: it may. One that says it began before the stop may where the server had heard of it by
     * then; of any other only its device says so, and a person decides (`isImport`: has decided). The start counts as early as
     * its error allows, because a refusal would lose a recording.
     */
    async whyNotBegin(
      claims: GrantClaims,
      said: { partId: PartId; startedAt: Instant; startedAtErrorMs: number | null },
      { isImport }: { isImport: boolean },
    ): Promise<'newPartsStopped' | 'olderPartHeld' | null> {
      const stoppedAt = await repo.loadStoppedAt(db, claims.grantId)
      if (stoppedAt === null) return null
      if (!isBeforeStop(said, stoppedAt)) return 'newPartsStopped'
      if (isImport || (await repo.isKnownBefore(db, { ...claims, partId: said.partId }, stoppedAt))) return null
      return 'olderPartHeld'
    },

    /** Notes that the device was heard of. False: its attempt is unknown here, as one that was erased is. */
    async heardOf(claims: GrantClaims, at: Instant): Promise<boolean> {
      if (await repo.updateLastBeatAt(db, claims.grantId, at)) return true
      try {
        await repo.insertGrant(db, claims)
      } catch (error) {
        if (isReferenceMissing(error)) return false
        throw error
      }
      return repo.updateLastBeatAt(db, claims.grantId, at)
    },

    async lastBeats(attemptIds: readonly AttemptId[]): Promise<Map<AttemptId, Instant>> {
      const rows = await repo.loadLastBeats(db, attemptIds)
      return new Map(
        rows.flatMap(({ attemptId, lastBeatAt }) => (lastBeatAt === null ? [] : [[attemptId, lastBeatAt]])),
      )
    },
  }
}
