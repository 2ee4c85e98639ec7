// Owns: who the members of staff are, their memberships, and how they sign in: by link.
// Never keeps a secret in the clear, never logs one.
import {
  abilitiesAnywhere,
  covers,
  membershipsAt,
  type GivenMembership,
  type Membership,
  type StaffRole,
} from '@zhishi/core/access'
import type { Me } from '@zhishi/core/contract'
import type { DeviceId, InterviewId, StaffId } from '@zhishi/core/ids'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { DAY_MS, HOUR_MS } from '@zhishi/core/time'
import type { AuditService } from '../audit/service.ts'
import type { Clock, Random } from '../platform/clock.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import type { Caller, SignedInCaller } from '../platform/http/caller.ts'
import type { Sender } from '../platform/http/proxies.ts'
import type { Keys } from '../platform/keys.ts'
import { hashSecret, makeSecret } from '../platform/secrets.ts'
import { bySender, createTries } from '../platform/tries.ts'
import { erase } from './erase.ts'
import * as repo from './repo.ts'

/** A member of staff works a shift. */
const SIGN_IN_MS = 12 * HOUR_MS
const LINK_MS = 12 * HOUR_MS
/** What has expired opens nothing. A day more, so that a clock that ran ahead and is put right has taken nobody's away. */
const EXPIRED_KEPT_MS = DAY_MS

export type StaffService = ReturnType<typeof createStaffService>

export function createStaffService(ports: {
  db: Database
  clock: Clock
  random: Random
  keys: Keys
  audit: AuditService
}) {
  const { db, clock, random, audit } = ports
  const tries = createTries(ports)

  const held = async (staffId: StaffId): Promise<Membership[]> =>
    membershipsAt((await repo.loadMemberships(db, staffId)).map(givenOf), clock.now())

  const give = (staffId: StaffId, given: GivenMembership, within: Queryable = db): Promise<void> =>
    repo.insertMembership(within, {
      id: random.uuid(),
      staffId,
      role: given.role,
      interviewId: interviewIdOf(given),
      until: given.until,
    })

  async function present(staffId: StaffId, name: string): Promise<Me> {
    const memberships = await held(staffId)
    const abilities = abilitiesAnywhere({ kind: 'staff', staffId, memberships })
    return { role: 'staff', staffId, name, memberships, abilities }
  }

  return {
    /** What goes when an interview is erased. */
    erase,
    /** Who has the role now, by name, and in which interviews. */
    async ofRole(
      role: StaffRole,
    ): Promise<Array<{ staffId: StaffId; name: string; isIn: (id: InterviewId) => boolean }>> {
      const rows = await repo.loadWithRole(db, role)
      const byStaff = Map.groupBy(rows, ({ staff }) => staff.id)
      return [...byStaff].flatMap(([id, own]) => {
        const memberships = membershipsAt(
          own.map(({ membership }) => givenOf(membership)),
          clock.now(),
        )
        const isIn = (interviewId: InterviewId) => memberships.some((one) => covers(one, interviewId))
        return memberships.length === 0 ? [] : [{ staffId: id as StaffId, name: own[0]!.staff.name, isIn }]
      })
    },

    /** What a member of staff is called. Null: there is no such one. */
    async nameOf(id: StaffId, within: Queryable = db): Promise<string | null> {
      return (await repo.loadStaff(within, id))?.name ?? null
    },

    /** Signs a member of staff in with the secret of a link. */
    async openLink(asked: {
      secret: string
      deviceId: DeviceId
      sender: Sender
    }): Promise<Result<{ me: Me; secret: string; expiresInMs: number }>> {
      const now = clock.now()
      const opened = await tries.attempt(bySender('link', asked.sender), {
        work: async () => {
          const row = await repo.loadStaffByLink(db, hashSecret(asked.secret), now)
          return row ? accept(row) : refuse('signInRefused')
        },
        failsBy: ['signInRefused'],
      })
      if (!opened.ok) return opened
      const found = opened.value
      const staffId = found.id as StaffId
      const { deviceId } = asked
      await audit.append({ actorRole: 'staff', actorId: staffId, action: 'signedIn', subject: { deviceId } })
      const secret = makeSecret(random)
      await repo.insertSignIn(db, {
        secretHash: hashSecret(secret),
        staffId,
        deviceId,
        signedInAt: now,
        expiresAt: now + SIGN_IN_MS,
      })
      return accept({ me: await present(staffId, found.name), secret, expiresInMs: SIGN_IN_MS })
    },

    /** Who holds this secret of a sign-in cookie; nobody when it is unknown or has expired. */
    async whoIs(secret: string): Promise<Caller> {
      const row = await repo.loadSignIn(db, hashSecret(secret), clock.now())
      if (!row) return { kind: 'anyone' }
      const staffId = row.staffId as StaffId
      return { kind: 'staff', staffId, deviceId: row.deviceId as DeviceId, memberships: await held(staffId) }
    },

    /** The caller as of now: a socket outlives a membership. */
    async renew(caller: SignedInCaller): Promise<SignedInCaller> {
      return caller.kind === 'staff' ? { ...caller, memberships: await held(caller.staffId) } : caller
    },

    async me(staffId: StaffId): Promise<Result<Me>> {
      const member = await repo.loadStaff(db, staffId)
      return member ? accept(await present(staffId, member.name)) : refuse('signInNeeded')
    },

    /** Which of these sign-ins, by the hash of their secret, have neither ended nor expired. */
    liveAmong: (hashes: readonly Buffer[]): Promise<Buffer[]> => repo.loadLive(db, hashes, clock.now()),

    signOut: (secret: string): Promise<void> => repo.deleteSignIn(db, hashSecret(secret)),

    /** Removes sign-ins and links that have expired. */
    prune: (): Promise<void> => repo.deleteExpiredBefore(db, clock.now() - EXPIRED_KEPT_MS),

    /** The member of staff of this name with this membership; both are added when new. */
    async enlist(name: string, given: GivenMembership): Promise<StaffId> {
      const known = await repo.loadStaffByName(db, name, given.role, interviewIdOf(given))
      if (known) return known.id as StaffId
      return db.transaction(async (transaction) => {
        const staffId = random.uuid() as StaffId
        await repo.insertStaff(transaction, { id: staffId, name })
        await give(staffId, given, transaction)
        return staffId
      })
    },

    /** Gives a member of staff one membership more. */
    give,

    /** A new sign-in link for a member of staff. Older links of theirs end. */
    async issueLink(staffId: StaffId): Promise<string> {
      const secret = makeSecret(random)
      await repo.replaceLink(db, { secretHash: hashSecret(secret), staffId, expiresAt: clock.now() + LINK_MS })
      return secret
    },
  }
}

const interviewIdOf = ({ interview }: Membership): InterviewId | null => (interview === 'all' ? null : interview)

const givenOf = ({ role, interviewId, until }: repo.MembershipRow): GivenMembership => ({
  role,
  interview: interviewId === null ? 'all' : (interviewId as InterviewId),
  until,
})
