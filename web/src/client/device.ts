// Owns: the name of this device (made once per browser profile, proves nothing) and the ids of commands.
// Needs a secure context: browsers make UUIDs only there, and record only there.
import { commandId, deviceId, type CommandId, type DeviceId } from '@zhishi/core/ids'
import { keepFirst } from './device-store.ts'
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

/** A new id for one press; every repeat of that press carries it again. */
export function newCommandId(): CommandId {
  return commandId.parse(crypto.randomUUID())
}
