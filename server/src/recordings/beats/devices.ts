// Owns: the devices of an attempt as the line by which recordings come in knows them.
// Never shows what was recorded.
import type { AttemptId, DeviceId } from '@zhishi/core/ids'
import type { DeviceKind } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Database } from '../../platform/database/database.ts'
import { loadDevices } from './devices-repo.ts'

export type UploadingDevice = {
  deviceId: DeviceId
  kind: DeviceKind
  /** as its own journal says; null: no journal of it has come yet */
  userAgent: string | null
  lastBeatAt: Instant | null
  /** what it says it has recorded and the server does not hold yet, as of its last beat */
  bytesBehind: number
}

export function createDevices(ports: { db: Database }) {
  /** Attempts without a device are not in the map. */
  return async (attemptIds: readonly AttemptId[]): Promise<Map<AttemptId, UploadingDevice[]>> => {
    const found = new Map<AttemptId, UploadingDevice[]>()
    for (const { attemptId, lines, lastBeatAt, bytesBehind, ...row } of await loadDevices(ports.db, attemptIds)) {
      const device: UploadingDevice = {
        ...row,
        kind: lines.includes('evidence') ? 'phone' : 'computer',
        lastBeatAt: lastBeatAt === null ? null : Number(lastBeatAt),
        bytesBehind: Number(bytesBehind),
      }
      found.set(attemptId, [...(found.get(attemptId) ?? []), device])
    }
    return found
  }
}
