// Owns: what the public download page may know: interviews and their download windows (step 1 软件下载).
// Never names a person or tells how many there are.
import type { DownloadView } from '@zhishi/core/contract'
import { noFacts, windowOf } from '@zhishi/core/process'
import { isWithin } from '@zhishi/core/time'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import { timesOfSitting } from '../platform/database/sitting-times.ts'
import * as repo from './repo.ts'
import { zoneOf } from '../platform/zone.ts'

export type DownloadsService = ReturnType<typeof createDownloadsService>

export function createDownloadsService(ports: { db: Database; clock: Clock }) {
  return {
    /** One row for each interview: from its first sitting's opening to its last one's closing. Over ones are left out. */
    async list(): Promise<DownloadView[]> {
      const now = ports.clock.now()
      const views = new Map<string, DownloadView>()
      for (const { interview, sitting } of await repo.loadSittingsWithInterviews(ports.db)) {
        const window = windowOf('download', {
          settings: interview.settings,
          sitting: timesOfSitting(sitting),
          facts: noFacts,
        })
        if (window?.closesAt == null || window.closesAt < now) continue
        const known = views.get(interview.id)
        const isOpen = isWithin(window, now)
        views.set(interview.id, {
          interviewName: interview.name,
          organiser: interview.organiser,
          supportPhone: interview.supportPhone,
          ...zoneOf(interview.timeZone, now),
          opensAt: Math.min(known?.opensAt ?? window.opensAt, window.opensAt),
          closesAt: Math.max(known?.closesAt ?? window.closesAt, window.closesAt),
          isOpen: (known?.isOpen ?? false) || isOpen,
        })
      }
      return [...views.values()]
    },
  }
}
