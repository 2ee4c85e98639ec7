// Owns: which computers an attempt has had, for staff who compare them: the history of who held it, beside who is signed in now.
// Never decides which of them is the candidate's.
import type { AttemptDevice } from '@zhishi/core/contract'
import type { DeviceId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { CandidatesService } from '../candidates/service.ts'
import type { Database } from '../platform/database/database.ts'
import * as repo from './repo.ts'

export function createDevicesOf({ db, candidates }: { db: Database; candidates: CandidatesService }) {
  return async function devicesOf({ id, personId, attempt }: repo.LoadedAttempt): Promise<AttemptDevice[]> {
    const held = new Map<DeviceId, Instant>()
    for (const { event, at } of await repo.loadEvents(db, id)) {
      if (event.kind !== 'leased' && event.kind !== 'handedOver' && event.kind !== 'moved') continue
      if (event.deviceId === null) continue
      // the order is that of the newest time
      held.delete(event.deviceId)
      held.set(event.deviceId, at)
    }
    const signIns = (await candidates.signIns([personId])).get(personId) ?? []
    const signedIn = new Set(signIns.map(({ deviceId }) => deviceId))
    const ids = [...new Set([...held.keys(), ...signedIn])]
    const known = await candidates.devices(ids)
    return ids.map((deviceId) => ({
      deviceId,
      userAgent: known.get(deviceId)?.userAgent ?? null,
      firstSignedInAt: known.get(deviceId)?.firstSignedInAt ?? null,
      lastSignedInAt: known.get(deviceId)?.lastSignedInAt ?? null,
      heldFromAt: held.get(deviceId) ?? null,
      isHolding: attempt.facts.leaseDeviceId === deviceId,
      isSignedIn: signedIn.has(deviceId),
    }))
  }
}
