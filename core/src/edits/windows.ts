// Owns: the rules about time: which openings stay, where T0 may go, what may not close in the past.
// Never looks at people: what somebody did comes in as facts.
import type { InterviewDocument, Settings, SittingDefinition } from '../interview/index.ts'
import { KEPT_STEPS, noFacts, windowOf, type KeptOpenings, type SittingTimes, type Step } from '../process/index.ts'
import type { Instant, Window } from '../time/index.ts'
import type { EditRefusal, EditRefusalCode } from './change.ts'
import type { SittingFacts } from './facts.ts'

type KeptStep = (typeof KEPT_STEPS)[number]
export type Report = (code: EditRefusalCode, path: string, more?: Partial<EditRefusal>) => void

/** The window of a step as somebody has it to whom nothing has happened yet; null: not known. */
export function windowForAll(step: Step, settings: Settings, sitting: SittingTimes): Window | null {
  return windowOf(step, { settings, sitting, facts: noFacts })
}

/** When a sitting is, as its document says. */
export function timesOf(it: SittingDefinition, from: Partial<SittingTimes> = {}): SittingTimes {
  return {
    startsAt: it.startsAt ?? null,
    selfPaced: it.selfPaced ?? null,
    entryReleasedAt: from.entryReleasedAt ?? null,
    ...(from.keptOpenings === undefined ? {} : { keptOpenings: from.keptOpenings }),
  }
}

/** The openings that have passed: they stay, so that no edit shuts a step that people were already let into. */
export function openingsToKeep(settings: Settings, { times }: SittingFacts, now: Instant): KeptOpenings {
  if (times.selfPaced) return {}
  return Object.fromEntries(
    KEPT_STEPS.flatMap((step): [KeptStep, Instant][] => {
      const window = windowForAll(step, settings, times)
      return window !== null && now >= window.opensAt ? [[step, window.opensAt]] : []
    }),
  )
}

/** Where the closing of a step stands in the document. */
const CLOSES_BY: Record<KeptStep, string> = {
  download: 'settings.download.closesBefore',
  preparation: 'settings.preparation.closesBefore',
  signIn: 'settings.entry.closesAfter',
  entry: 'settings.entry.closesAfter',
}

/** The moments of one sitting that is in force and stays. */
export function checkTimes(
  options: {
    before: InterviewDocument
    after: InterviewDocument
    sitting: SittingDefinition
    facts: SittingFacts
    at: number
  },
  now: Instant,
  report: Report,
): void {
  const { before, after, sitting, facts } = options
  const old = facts.times
  const fresh = timesOf(sitting, { ...old, keptOpenings: openingsToKeep(before.settings, facts, now) })
  const path = `sittings.${options.at}.${sitting.selfPaced ? 'selfPaced' : 'startsAt'}`
  if ((old.selfPaced === null) !== (fresh.selfPaced === null)) {
    // what counts back from T0 and what is a window of its own cannot be told from each other half-way
    const opened = windowForAll('download', before.settings, old)
    if (opened !== null && now >= opened.opensAt) report('kindBegun', path, { at: opened.opensAt })
    return
  }
  if (old.selfPaced && fresh.selfPaced) checkSelfPaced(old.selfPaced, fresh.selfPaced, path, now, report)
  else if (old.startsAt !== fresh.startsAt && checkStart(options, fresh.startsAt ?? 0, path, now, report)) return
  if (old.selfPaced) return
  for (const step of KEPT_STEPS) {
    const was = windowForAll(step, before.settings, old)
    const becomes = windowForAll(step, after.settings, fresh)
    if (was === null || was.closesAt === null) continue
    if (becomes === null) {
      if (now >= was.opensAt) report('windowBegun', 'settings.entry.release', { at: was.opensAt })
    } else if (was.closesAt >= now && becomes.closesAt !== null && becomes.closesAt < now) {
      report('windowClosesBeforeNow', old.startsAt === fresh.startsAt ? CLOSES_BY[step] : path, {
        at: becomes.closesAt,
      })
    }
  }
}

/** @returns whether the new T0 is refused */
function checkStart(
  { before, facts }: { before: InterviewDocument; facts: SittingFacts },
  startsAt: Instant,
  path: string,
  now: Instant,
  report: Report,
): boolean {
  const was = facts.times.startsAt ?? 0
  const signIn = windowForAll('signIn', before.settings, facts.times)
  if (now >= was) report('startPassed', path, { at: was })
  else if (facts.isEntered) report('somebodyEntered', path)
  else if (startsAt < was && signIn !== null && now >= signIn.opensAt) {
    report('signInBegun', path, { at: signIn.opensAt })
  } else if (startsAt <= now) report('startInPast', path, { at: now })
  else return false
  return true
}

function checkSelfPaced(
  was: { opensAt: Instant; closesAt: Instant },
  becomes: { opensAt: Instant; closesAt: Instant },
  path: string,
  now: Instant,
  report: Report,
): void {
  if (becomes.opensAt !== was.opensAt && now >= was.opensAt) {
    report('windowBegun', `${path}.opensAt`, { at: was.opensAt })
  }
  if (becomes.closesAt !== was.closesAt && becomes.closesAt < now) {
    report('windowClosesBeforeNow', `${path}.closesAt`, { at: becomes.closesAt })
  }
}
