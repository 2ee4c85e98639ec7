// Owns: the name of this device (made once per browser profile, proves nothing), the secret by which the server knows it,
// and the ids of commands. The secret is in a cookie too, but a killed browser may have forgotten a cookie of half a minute ago.
// Needs a secure context: browsers make UUIDs only there, and record only there.
import { commandId, deviceId, type CommandId, type DeviceId } from '@zhishi/core/ids'
import { keep as keepInStore, keepFirst, recall as recallFromStore } from './device-store.ts'
import { keep, recall } from './storage.ts'

let known: DeviceId | undefined

/** This browser profile's device id: the stored one, else a new one; without storage it lasts for this page life. */
export function thisDevice(): DeviceId {
  if (known) return known
  const stored = deviceId.safeParse(recall('device'))
  known = stored.success ? stored.data : deviceId.parse(crypto.randomUUID())
  if (!stored.success) keep('device', known)
  return known
}

/**
 * For pages that record: takes the device id from the device store, where a killed browser does not lose it. A lost one
 * would make this computer another one, and the interview is held by the first.
 */
export async function settleDevice(): Promise<void> {
  const stored = deviceId.safeParse(await keepFirst('device', thisDevice()))
  if (!stored.success) return
  known = stored.data
  keep('device', known)
}

/**
 * The server said by which name and secret it knows this device. Another name than its own where somebody else has that one (a
 * copied browser profile), or where the cookie says that it has one already.
 */
export async function adoptDevice({ deviceId: named, deviceSecret }: AdoptedDevice): Promise<void> {
  known = named
  keep('device', named)
  // both on the disk, before anything is done in their name
  await Promise.all([
    keepInStore('device', named),
    deviceSecret === undefined ? null : keepInStore(SECRET, deviceSecret),
  ])
}

type AdoptedDevice = { deviceId: DeviceId; deviceSecret?: string }

const SECRET = 'deviceSecret'

/** By which the server knows this device; undefined: nobody has signed in on it yet. */
export function deviceSecret(): string | undefined {
  const kept = recallFromStore(SECRET)
  return typeof kept === 'string' ? kept : undefined
}

/** A new id for one press; every repeat of that press carries it again. */
export function newCommandId(): CommandId {
  return commandId.parse(crypto.randomUUID())
}
