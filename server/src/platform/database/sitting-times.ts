// Owns: the times of a sitting as the rules read them, from its row.
// Never a rule: core turns them into windows.
import type { SittingTimes } from '@zhishi/core/process'
import type { sittings } from './tables.ts'

export function timesOfSitting(row: typeof sittings.$inferSelect): SittingTimes {
  const { startsAt, selfPacedOpensAt: opensAt, selfPacedClosesAt: closesAt, entryReleasedAt, keptOpenings } = row
  const selfPaced = opensAt === null || closesAt === null ? null : { opensAt, closesAt }
  return { startsAt, selfPaced, entryReleasedAt, keptOpenings }
}
