// Owns: review codes: the anonymous number of each attempt, drawn once by the import, and the way back from it.
// Never computed from anything, so that nothing can be computed back; never joined with what says whose an attempt is.
import type { AttemptId } from '@zhishi/core/ids'
import { reviewCodeOf, type ReviewCode } from '@zhishi/core/scoring'
import type { Random } from '../platform/clock.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import { erase } from './erase.ts'
import * as repo from './repo.ts'

export type ReviewCodesService = ReturnType<typeof createReviewCodesService>

/** Random bits of one code (core's reviewCodeOf takes a 32-bit number). */
const CODE_BYTES = 4

export function createReviewCodesService(ports: { db: Database; random: Random }) {
  const { db, random } = ports
  return {
    /** What goes when an attempt or an interview is erased. */
    erase,
    /** Draws a code for each new attempt. Runs inside the import. */
    async draw(within: Queryable, attemptIds: readonly AttemptId[]): Promise<void> {
      // a code that is taken, or bits that would not be fair, are drawn again
      for (let left = [...attemptIds]; left.length > 0;) {
        const drawn = left.flatMap((attemptId) => {
          const code = reviewCodeOf(random.bytes(CODE_BYTES).readUInt32BE())
          return code === null ? [] : [{ attemptId, code }]
        })
        const kept = await repo.insertFree(within, drawn)
        left = left.filter((id) => !kept.has(id))
      }
    },

    codesOf: (ids: readonly AttemptId[]): Promise<Map<AttemptId, ReviewCode>> => repo.loadCodes(db, ids),

    /** Null: nobody has this code. */
    attemptOf: (code: ReviewCode): Promise<AttemptId | null> => repo.loadAttemptId(db, code),
  }
}
