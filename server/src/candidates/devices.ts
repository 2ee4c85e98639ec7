// Owns: which device a candidate signs in on, known by the secret that the server gave it, and by nothing it says of itself.
// Never keeps the secret, only its hash; never takes a device's name for the device.
import type { DeviceId } from '@zhishi/core/ids'
import { DAY_MS } from '@zhishi/core/time'
import type { Clock, Random } from '../platform/clock.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import { hashSecret, makeSecret } from '../platform/secrets.ts'
import * as repo from './devices-repo.ts'

/** As long as a browser keeps a cookie at most (RFC 6265bis §5.5): from one interview of somebody to the next. */
export const DEVICE_KEPT_MS = 400 * DAY_MS

/** `secret` of a device that was issued one just now; of a known one, the one it showed. */
export type Device = { deviceId: DeviceId; secret: string }

export function createDevices({ db, clock, random }: { db: Database; clock: Clock; random: Random }) {
  return {
    /** The device that shows one of these secrets: what its cookie says, else what it kept beside. Null: none of ours. */
    async find(shown: readonly string[]): Promise<Device | null> {
      for (const secret of shown) {
        const deviceId = await repo.loadBySecret(db, hashSecret(secret))
        if (deviceId !== null) return { deviceId, secret }
      }
      return null
    },

    /**
     * Notes a sign-in on a known device, or makes a new one of it. The name that its page has given it is taken where it is
     * nobody's, because its parts and its journal have that name already; else it gets another.
     */
    async note(
      within: Queryable,
      known: Device | null,
      { proposed, userAgent }: { proposed: DeviceId; userAgent: string | null },
    ): Promise<Device> {
      const now = clock.now()
      if (known) {
        await repo.updateSeen(within, known.deviceId, { lastSignedInAt: now, userAgent })
        return known
      }
      const secret = makeSecret(random)
      const fresh = { secretHash: hashSecret(secret), userAgent, firstSignedInAt: now, lastSignedInAt: now }
      if (!(await repo.isHeld(within, proposed)) && (await repo.insert(within, { id: proposed, ...fresh }))) {
        return { deviceId: proposed, secret }
      }
      const deviceId = random.uuid() as DeviceId
      await repo.insert(within, { id: deviceId, ...fresh })
      return { deviceId, secret }
    },

    view: (ids: readonly DeviceId[]): Promise<Map<DeviceId, repo.DeviceView>> => repo.loadViews(db, ids),

    prune: (): Promise<void> => repo.deleteUnseenSince(db, clock.now() - DEVICE_KEPT_MS),
  }
}
