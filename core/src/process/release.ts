// Owns: who may have the key of the questions, or the unlock code that stands in for it (docs/fairness.md#questions), and
// when.
// Never says how it gets there: pushed, asked for or read out by telephone, the rule is this one.
import { refuse, type Refused } from '../refusal/index.ts'
import type { DeviceId } from '../ids/index.ts'
import type { Instant } from '../time/index.ts'
import type { Attempt } from './attempt.ts'
import { isFinal, phaseAt } from './phase.ts'
import { isOver, startsAtOf } from './schedule.ts'

/** Why the computer may not have the key now: from T0 on, of an attempt that has entered, on the one computer of it. */
export function refusalToKey(it: Attempt, deviceId: DeviceId, now: Instant): Refused | null {
  if (isEnded(it, now)) return refuse('attemptOver')
  if (it.facts.leaseDeviceId !== deviceId) return refuse('otherDevice')
  return notEntered(it) ?? notStarted(it, now)
}

/** Why the unlock code may not be shown now to who reads it out. Which computer it is typed on, the telephone cannot tell. */
export function refusalToUnlockCode(it: Attempt, now: Instant): Refused | null {
  if (isEnded(it, now)) return refuse('attemptOver')
  return notStarted(it, now) ?? notEntered(it)
}

const isEnded = (it: Attempt, now: Instant): boolean => isFinal(phaseAt(it, now)) || isOver(it, now)

const notEntered = (it: Attempt): Refused | null =>
  it.facts.enteredAt === null ? refuse('stepMissing', { step: 'entry' }) : null

function notStarted(it: Attempt, now: Instant): Refused | null {
  const startsAt = startsAtOf(it)
  if (startsAt === null) return refuse('notYetOpen')
  return now < startsAt ? refuse('notYetOpen', { at: startsAt }) : null
}
