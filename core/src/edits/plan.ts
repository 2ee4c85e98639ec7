// Owns: what a new document changes in an interview that exists, and which of it is refused, in one go.
// Never changes anything and never reads a clock; whoever carries it out asks again under the locks of what it read.
import type { InterviewDocument, SittingDefinition } from '../interview/index.ts'
import { isMockSitting, presentDocument } from '../interview/index.ts'
import type { KeptOpenings } from '../process/index.ts'
import { formatInstant, type Instant } from '../time/index.ts'
import { CHANGE_KINDS, type Change, type ChangeKind, type EditDoubt, type EditRefusal } from './change.ts'
import type { EditFacts, FileDigests, SittingFacts } from './facts.ts'
import { doubtsOf, matchNumbers, peopleChanges } from './people.ts'
import { checkTimes, openingsToKeep, windowForAll, type Report } from './windows.ts'

export type EditPlan = {
  changes: Change[]
  /** anything here: nothing is changed */
  refusals: EditRefusal[]
  doubts: EditDoubt[]
  /** of the people whose number is put right: the number they have so far, by the new one */
  formerNumbers: ReadonlyMap<string, string>
  /** by key of the sitting */
  keptOpenings: ReadonlyMap<string, KeptOpenings>
}

/** @param before the document in force; null: there is no such interview yet */
export function planEdit(options: {
  before: InterviewDocument | null
  after: InterviewDocument
  files: { before: FileDigests; after: FileDigests }
  facts: EditFacts
  now: Instant
}): EditPlan {
  const { before, after, facts, now } = options
  const changes: Change[] = []
  const refusals: EditRefusal[] = []
  const doubts = doubtsOf(before, after)
  const keptOpenings = new Map<string, KeptOpenings>()
  const note = (kind: ChangeKind, path: string, more: Partial<Change> = {}): void => {
    changes.push({ kind, path, sitting: null, person: null, before: null, after: null, ...more })
  }
  const report: Report = (code, path, more = {}) => {
    refusals.push({ code, path, sitting: null, person: null, at: null, file: null, ...more })
  }
  if (before === null) {
    note('interviewAdded', 'key', { after: after.name.zh })
    for (const [at, sitting] of after.sittings.entries()) noteAdded(at, sitting)
    return { changes, refusals, doubts, formerNumbers: new Map(), keptOpenings }
  }

  if (before.key !== after.key) report('otherInterview', 'key')
  compareWhole(before)
  const formerNumbers = matchNumbers(before, after, report)
  compareSittings(before, formerNumbers)
  changes.push(...peopleChanges(before, after, formerNumbers, options.files))
  changes.sort((one, other) => CHANGE_KINDS.indexOf(one.kind) - CHANGE_KINDS.indexOf(other.kind))
  return { changes, refusals: oncePerPlace(refusals), doubts, formerNumbers, keptOpenings }

  function compareWhole(was: InterviewDocument): void {
    for (const field of ['name', 'organiser', 'supportPhone', 'timeZone'] as const) {
      if (!isSame(was[field], after[field])) note(field, field, { before: say(was[field]), after: say(after[field]) })
    }
    const [old, fresh] = [flat(presentDocument(was).settings), flat(presentDocument(after).settings)]
    for (const [path, value] of fresh) {
      if (old.get(path) !== value) note('setting', `settings.${path}`, { before: old.get(path) ?? null, after: value })
    }
    for (const field of ['room', 'briefing'] as const) {
      if (!isSame(was.texts[field], after.texts[field])) note('text', `texts.${field}`)
    }
    if (!isSame(was.scoring, after.scoring)) {
      note('scoring', 'scoring')
      if (facts.isScored && !isSame(withoutNames(was), withoutNames(after))) report('scoringBegun', 'scoring')
    }
  }

  function compareSittings(was: InterviewDocument, formerOf: ReadonlyMap<string, string>): void {
    const old = new Map(was.sittings.map((sitting, at) => [sitting.key, { sitting, at }]))
    for (const [at, sitting] of after.sittings.entries()) {
      const known = old.get(sitting.key)
      const about = facts.sittings.get(sitting.key)
      if (!known || !about) noteAdded(at, sitting)
      else compareSitting(was, { before: known.sitting, after: sitting, at, facts: about }, formerOf)
    }
    const kept = new Set(after.sittings.map(({ key }) => key))
    for (const { sitting, at } of old.values()) {
      if (kept.has(sitting.key)) continue
      note('sittingRemoved', `sittings.${at}`, { sitting: sitting.key, before: sitting.name.zh })
      if ((facts.sittings.get(sitting.key)?.history.size ?? 0) > 0) {
        report('sittingHasHistory', 'sittings', { sitting: sitting.key })
      }
    }
    const order = was.sittings.map(({ key }) => key).filter((key) => kept.has(key))
    if (
      !isSame(
        order,
        after.sittings.map(({ key }) => key).filter((key) => old.has(key)),
      )
    ) {
      note('sittingsReordered', 'sittings')
    }
  }

  function compareSitting(
    was: InterviewDocument,
    one: { before: SittingDefinition; after: SittingDefinition; at: number; facts: SittingFacts },
    formerOf: ReadonlyMap<string, string>,
  ): void {
    const { at, facts: about } = one
    const path = `sittings.${at}`
    const sitting = one.after.key
    if (!isSame(one.before.name, one.after.name)) {
      note('sittingName', `${path}.name`, { sitting, before: one.before.name.zh, after: one.after.name.zh })
    }
    if (one.before.startsAt !== one.after.startsAt) {
      note('startsAt', `${path}.startsAt`, {
        sitting,
        before: one.before.startsAt === undefined ? null : formatInstant(one.before.startsAt),
        after: one.after.startsAt === undefined ? null : formatInstant(one.after.startsAt),
      })
    }
    if (!isSame(one.before.selfPaced, one.after.selfPaced)) {
      note('selfPaced', `${path}.selfPaced`, { sitting, before: sayWindow(one.before), after: sayWindow(one.after) })
    }
    const inSitting: Report = (code, where, more = {}) => report(code, where, { sitting, ...more })
    const [wasMock, isMock] = [isMockSitting(one.before), isMockSitting(one.after)]
    if (wasMock !== isMock) {
      note('mock', `${path}.isMock`, { sitting, before: String(wasMock), after: String(isMock) })
      // people are told beforehand whether it counts
      const opened = windowForAll('download', was.settings, about.times)
      if (opened !== null && now >= opened.opensAt) inSitting('kindBegun', `${path}.isMock`, { at: opened.opensAt })
    }
    checkTimes({ before: was, after, sitting: one.after, facts: about, at }, now, inSitting)
    keptOpenings.set(sitting, openingsToKeep(was.settings, about, now))

    const isStarted = (about.times.startsAt !== null && now >= about.times.startsAt) || about.isBegun
    if (was.settings.answering.duration !== after.settings.answering.duration && isStarted) {
      inSitting('answeringBegun', 'settings.answering.duration', { at: about.times.startsAt })
    }
    if (!isSame(one.before.questions, one.after.questions)) {
      note('questions', `${path}.questions`, { sitting })
      if (isStarted || about.isHandedOut) inSitting('questionsHandedOut', `${path}.questions`)
    }
    const content = ({ attachments }: SittingDefinition, digests: FileDigests) =>
      attachments.map(({ file }) => digests.get(file) ?? file)
    const isContentSame = isSame(content(one.before, options.files.before), content(one.after, options.files.after))
    if (!isContentSame || !isSame(one.before.attachments, one.after.attachments)) {
      note('attachments', `${path}.attachments`, { sitting })
      if (!isContentSame && (isStarted || about.isHandedOut)) inSitting('attachmentsHandedOut', `${path}.attachments`)
    }
    compareRoster(one, formerOf, inSitting)
  }

  function compareRoster(
    one: { before: SittingDefinition; after: SittingDefinition; at: number; facts: SittingFacts },
    formerOf: ReadonlyMap<string, string>,
    inSitting: Report,
  ): void {
    const path = `sittings.${one.at}.roster`
    const sitting = one.after.key
    const old = new Map(one.before.roster.map((person) => [person.number, person]))
    const kept: string[] = []
    let added = 0
    for (const [row, { number, name, post }] of one.after.roster.entries()) {
      const former = formerOf.get(number) ?? number
      const was = old.get(former)
      if (was) kept.push(former)
      else {
        added++
        note('personAdded', `${path}.${row}`, { sitting, person: { number, name } })
      }
      if (was && was.post !== post) {
        note('personPost', `${path}.${row}.post`, {
          sitting,
          person: { number, name },
          before: was.post ?? null,
          after: post ?? null,
        })
      }
    }
    const stays = new Set(kept)
    for (const [row, { number, name }] of one.before.roster.entries()) {
      if (stays.has(number)) continue
      note('personRemoved', `${path}.${row}`, { sitting, person: { number, name } })
      if (one.facts.history.has(number)) inSitting('personHasHistory', path, { person: { number, name } })
    }
    if (
      !isSame(
        kept,
        one.before.roster.map(({ number }) => number).filter((number) => stays.has(number)),
      )
    ) {
      note('rosterReordered', path, { sitting })
    }
    if (one.facts.spareLots !== null && added > one.facts.spareLots) inSitting('lotsUsedUp', path)
  }

  function noteAdded(at: number, sitting: SittingDefinition): void {
    note('sittingAdded', `sittings.${at}`, { sitting: sitting.key, after: sitting.name.zh })
    for (const [row, { number, name }] of sitting.roster.entries()) {
      note('personAdded', `sittings.${at}.roster.${row}`, { sitting: sitting.key, person: { number, name } })
    }
  }
}

/** Plain data of documents: the same keys come in the same order from the schema. */
function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other)
}

/** JSON with the keys of every object in order: a database keeps its own order of them. */
export function canonical(it: unknown): string {
  return JSON.stringify(it, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
}

function flat(settings: unknown): Map<string, string> {
  return new Map(
    Object.entries((settings ?? {}) as Record<string, Record<string, unknown>>).flatMap(([step, fields]) =>
      Object.entries(fields).map(([field, value]): [string, string] => [`${step}.${field}`, String(value)]),
    ),
  )
}

const say = (it: string | { zh: string }): string => (typeof it === 'string' ? it : it.zh)

function sayWindow({ selfPaced }: SittingDefinition): string | null {
  return selfPaced ? `${formatInstant(selfPaced.opensAt)}/${formatInstant(selfPaced.closesAt)}` : null
}

const withoutNames = ({ scoring }: InterviewDocument) => scoring?.rubric.map((element) => ({ ...element, name: null }))

/** A setting that stands in the way of several sittings is one problem. */
function oncePerPlace(refusals: EditRefusal[]): EditRefusal[] {
  const seen = new Set<string>()
  return refusals.filter(({ code, path, person }) => {
    const place = `${code} ${path} ${person?.number ?? ''}`
    return seen.has(place) ? false : seen.add(place) !== undefined
  })
}
