// Owns: who the members of staff are, and how they sign in: by link.
// Never keeps a secret in the clear, never logs one.
import type { StaffRole } from '@zhishi/core/access'
import type { Me } from '@zhishi/core/contract'
import type { DeviceId, StaffId } from '@zhishi/core/ids'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { HOUR_MS } from '@zhishi/core/time'
import type { AuditService } from '../audit/service.ts'
import type { Clock, Random } from '../platform/clock.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import type { Caller } from '../platform/http/caller.ts'
import type { Sender } from '../platform/http/proxies.ts'
import type { Keys } from '../platform/keys.ts'
import { hashSecret, makeSecret } from '../platform/secrets.ts'
import { bySender, createTries } from '../platform/tries.ts'
import * as repo from './repo.ts'

/** A member of staff works a shift. */
const SIGN_IN_MS = 12 * HOUR_MS
const LINK_MS = 12 * HOUR_MS

export type StaffService = ReturnType<typeof createStaffService>

export function createStaffService(it: {
  db: Database
  clock: Clock
  random: Random
  keys: Keys
  audit: AuditService
}) {
  const { db, clock, random, audit } = it
  const tries = createTries(it)

  return {
    /** Everybody who has ever had a link for the role, by name. */
    async ofRole(role: StaffRole): Promise<Array<{ staffId: StaffId; name: string }>> {
      return (await repo.loadStaffOfRole(db, role)).map(({ id, name }) => ({ staffId: id as StaffId, name }))
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
      const tried = bySender('link', asked.sender)
      const paused = await tries.pause(tried)
      if (!paused.ok) return paused
      const now = clock.now()
      const found = await repo.loadStaffByLink(db, hashSecret(asked.secret), now)
      if (!found) {
        await tries.fail(tried)
        return refuse('signInRefused')
      }
      const staffId = found.id as StaffId
      const { deviceId } = asked
      await audit.append({ actorRole: found.role, actorId: staffId, action: 'signedIn', subject: { deviceId } })
      const secret = makeSecret(random)
      await repo.insertSignIn(db, {
        secretHash: hashSecret(secret),
        staffId,
        deviceId,
        signedInAt: now,
        expiresAt: now + SIGN_IN_MS,
      })
      return accept({ me: { role: found.role, staffId, name: found.name }, secret, expiresInMs: SIGN_IN_MS })
    },

    /** Who holds this secret of a sign-in cookie; nobody when it is unknown or has expired. */
    async whoIs(secret: string): Promise<Caller> {
      const row = await repo.loadSignIn(db, hashSecret(secret), clock.now())
      if (!row) return { role: 'anyone' }
      return { role: row.staff.role, staffId: row.staff.id as StaffId, deviceId: row.deviceId as DeviceId }
    },

    async me(staffId: StaffId): Promise<Result<Me>> {
      const member = await repo.loadStaff(db, staffId)
      return member ? accept({ role: member.role, staffId, name: member.name }) : refuse('signInNeeded')
    },

    signOut: (secret: string): Promise<void> => repo.deleteSignIn(db, hashSecret(secret)),

    /** A new sign-in link for the member of staff of this role and name, who is added when new. Older links of theirs end. */
    async issueLink(role: StaffRole, name: string): Promise<string> {
      const known = await repo.loadStaffByName(db, role, name)
      const member = known ?? { id: random.uuid(), role, name }
      if (!known) await repo.insertStaff(db, member)
      const secret = makeSecret(random)
      await repo.replaceLink(db, {
        secretHash: hashSecret(secret),
        staffId: member.id,
        expiresAt: clock.now() + LINK_MS,
      })
      return secret
    },
  }
}
