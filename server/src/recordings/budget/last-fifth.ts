// Owns: sharing out the last fifth of the disk of recordings between the attempts whose devices are heard of, as this process sees them.
// Never counts an import, which is a person's decision, and never anything while there is room.
import type { AttemptId } from '@zhishi/core/ids'
import { fairShare, hasMoreSpace, isSharedOut, type Volume } from '@zhishi/core/recording'
import { refuse, type Refused } from '@zhishi/core/refusal'
import { MINUTE_MS, SECOND_MS } from '@zhishi/core/time'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Log } from '../faults.ts'
import { countBeating } from './budget-repo.ts'

/** Three feeds write some 2 MB in it (docs/defaults.md#recording): a disk of a thousand candidates 2 GB. */
export const SPACE_LOOK_EVERY_MS = 10_000
/** Who was heard of within it may go on recording. */
const HEARD_WITHIN_MS = 5 * MINUTE_MS
/** Until the next look: somebody may have made room. */
const RETRY_AFTER_S = SPACE_LOOK_EVERY_MS / SECOND_MS

type Sharing = { freeBytes: number; attempts: number; taken: Map<AttemptId, number>; told: Set<AttemptId> }

export type LastFifth = ReturnType<typeof createLastFifth>

/** `readVolume` null: its store does not say how much room it has. */
export function createLastFifth(ports: {
  db: Database
  clock: Clock
  log: Log
  readVolume: () => Promise<Volume | null>
}) {
  const { log } = ports
  let sharing: Sharing | null = null

  return {
    async look(): Promise<void> {
      const volume = await ports.readVolume()
      if (volume === null || !isSharedOut(volume, { isShared: sharing !== null })) {
        if (sharing) log.warn({ ...volume }, 'the disk of recordings has room again')
        sharing = null
        return
      }
      const attempts = await countBeating(ports.db, ports.clock.now() - HEARD_WITHIN_MS)
      // who comes later takes of the same
      if (sharing && !hasMoreSpace(volume, sharing.freeBytes)) sharing.attempts = Math.max(sharing.attempts, attempts)
      else {
        sharing = { freeBytes: volume.freeBytes, attempts, taken: new Map(), told: new Set() }
        log.warn({ ...volume, attempts }, 'the last fifth of the disk of recordings is shared out between attempts')
      }
    },

    /** Takes so many bytes of its share before they are written. Refuses `storageFull`, as a disk does that is full. */
    take(attemptId: AttemptId, bytes: number): Refused | null {
      if (sharing === null) return null
      const taken = sharing.taken.get(attemptId) ?? 0
      if (taken + bytes <= fairShare(sharing.freeBytes, sharing.attempts)) {
        sharing.taken.set(attemptId, taken + bytes)
        return null
      }
      if (!sharing.told.has(attemptId)) {
        sharing.told.add(attemptId)
        log.warn(
          { attemptId, taken },
          'an attempt has taken its share of the last fifth of the disk; its devices keep the rest',
        )
      }
      return refuse('storageFull', { retryAfterS: RETRY_AFTER_S })
    },

    giveBack(attemptId: AttemptId, bytes: number): void {
      const taken = sharing?.taken.get(attemptId)
      if (taken !== undefined) sharing?.taken.set(attemptId, Math.max(0, taken - bytes))
    },
  }
}
