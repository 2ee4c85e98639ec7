// Owns: step 6 抽签: the press reveals the lot that the sitting's permutation holds; not pressed, it is assigned
// by itself when the attachments are opened or at entry. Never chooses a lot: the permutation is fixed before.
import type { Attempt } from '../attempt.ts'
import type { AttemptEvent } from '../command.ts'
import { already, defineStep, happened } from '../rule.ts'
import { checkInWindow } from '../schedule.ts'

export const draw = defineStep<'drawLot'>({
  step: 'draw',
  window: (it) => checkInWindow(it, 'withEntry'),
  doneAt: (it) => it.facts.lotDrawnAt,
  isOff: () => false,
  after: ['signIn', 'briefing', 'evidence'],
  commands: {
    // pressed twice: the same number
    drawLot: {
      needsGate: true,
      needsLease: true,
      decide: ({ attempt }) =>
        attempt.facts.lotDrawnAt === null ? happened({ kind: 'lotDrawn', byCandidate: true }) : already,
    },
  },
})

/** The automatic assignment, for the steps that need a lot. */
export function drawIfMissing(it: Attempt): AttemptEvent[] {
  return it.facts.lotDrawnAt === null ? [{ kind: 'lotDrawn', byCandidate: false }] : []
}
