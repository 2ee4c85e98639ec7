// Proves who may do what: a row for every action with the roles that may, and for each of them every wrong actor: another
// role, the same role of another interview, a membership that ended, an examiner to whom it is not assigned.
import { describe, expect, test } from 'vitest'
import type { DeviceId, InterviewId, PersonId, StaffId } from '../ids/index.ts'
import { ACTIONS, type Action, type Objects } from './actions.ts'
import {
  abilitiesIn,
  abilitiesOn,
  actingRole,
  covers,
  may,
  abilitiesAnywhere,
  roleAnywhere,
  membershipsAt,
  scopeOf,
  STAFF_ROLES,
  type Actor,
  type GivenMembership,
  type Membership,
  type Role,
  type StaffRole,
} from './index.ts'

const HERE = '00000000-0000-7000-8000-000000000001' as InterviewId
const ELSEWHERE = '00000000-0000-7000-8000-000000000002' as InterviewId
const OWN = '00000000-0000-7000-8000-000000000011' as PersonId
const OTHER = '00000000-0000-7000-8000-000000000012' as PersonId
const deviceId = '00000000-0000-7000-8000-000000000021' as DeviceId
const ENDS_AT = Date.UTC(2026, 11, 17, 1, 30)

type Staff = Extract<Actor, { kind: 'staff' }>
const staff = (...memberships: Membership[]): Staff => ({
  kind: 'staff',
  staffId: '00000000-0000-7000-8000-0000000000aa' as StaffId,
  memberships,
})
const of = (role: StaffRole, interview: InterviewId | 'all' = HERE): Staff => staff({ role, interview })
const candidate = (personId: PersonId): Actor => ({ kind: 'candidate', personId, deviceId })
const system: Actor = { kind: 'system' }

/** The thing that each kind of action is about. */
const THINGS: Objects = {
  installation: 'installation',
  interview: { interviewId: HERE },
  attempt: { interviewId: HERE, personId: OWN },
  answer: { interviewId: HERE, isAssigned: true },
}
const thingOf = (action: Action) => THINGS[ACTIONS[action].of] as never

/** c candidate, y system, p proctor, o organiser, s support, e examiner. */
const WHO: Record<Action, string> = {
  download: 'c',
  prepare: 'c',
  signIn: 'c',
  consent: 'c',
  askForPerson: 'cy',
  confirmIdentity: 'yp',
  refuseIdentity: 'p',
  handOver: 'cp',
  settleIdentity: 'p',
  confirmBriefing: 'c',
  bindEvidence: 'y',
  receiveEvidence: 'y',
  finishSweep: 'y',
  drawLot: 'c',
  openAttachments: 'c',
  confirmAttachments: 'c',
  enter: 'c',
  confirmDevices: 'c',
  begin: 'c',
  showSheet: 'c',
  finish: 'c',
  handIn: 'c',
  confirmEvidence: 'c',
  grantAllowance: 'po',
  endWaiting: 'ps',
  withdraw: 'co',
  remove: 'po',
  void: 'o',
  watchInstallation: 'o',
  createInterview: 'o',
  readInterview: 'o',
  editInterview: 'o',
  eraseInterview: 'o',
  seeSitting: 'pos',
  summariseSitting: 'o',
  contributeToDraw: 'po',
  lookAtWall: 'p',
  setUploadPace: 'os',
  readRemarks: 'o',
  readAttempt: 'cpos',
  findCandidate: 'pos',
  readRecordings: 'cpo',
  lookAtRecordings: 'po',
  raiseUploadBudget: 'pos',
  importExport: 'os',
  eraseAttempt: 'o',
  compareIdentity: 'p',
  help: 'cp',
  readUnlockCode: 'ps',
  score: 'e',
}
const LETTERS: Record<string, Role> = {
  c: 'candidate',
  y: 'system',
  p: 'proctor',
  o: 'organiser',
  s: 'support',
  e: 'examiner',
}

describe.each(Object.entries(WHO) as [Action, string][])('%s', (action, letters) => {
  const who = new Set(Array.from(letters, (letter) => LETTERS[letter]))
  const isOfAll = ACTIONS[action].of === 'installation'

  test('is for these roles, in this interview, while they last, and for nobody else', () => {
    expect(new Set<Role>(ACTIONS[action].by)).toEqual(who)
    expect(may(system, action, thingOf(action))).toBe(who.has('system'))
    expect(may(candidate(OWN), action, thingOf(action))).toBe(who.has('candidate'))
    expect(may(candidate(OTHER), action, thingOf(action))).toBe(false)
    for (const role of STAFF_ROLES) {
      const isRight = who.has(role)
      expect(actingRole(of(role, 'all'), action, thingOf(action)), role).toBe(isRight ? role : null)
      expect(may(of(role), action, thingOf(action)), role).toBe(isRight && !isOfAll)
      expect(may(of(role, ELSEWHERE), action, thingOf(action)), role).toBe(false)
      expect(scopeOf(of(role, 'all'), action), role).toEqual(isRight ? 'all' : [])
      expect(scopeOf(of(role), action), role).toEqual(isRight && !isOfAll ? [HERE] : [])
      expect(roleAnywhere(of(role), action), role).toBe(isRight && !isOfAll ? role : null)
    }
    expect(may(staff(), action, thingOf(action))).toBe(false)
  })
})

test('an examiner reaches what is assigned to them, of an interview that is theirs', () => {
  const score = (actor: Actor, interviewId: InterviewId, isAssigned: boolean) =>
    may(actor, 'score', { interviewId, isAssigned })
  expect(score(of('examiner'), HERE, true)).toBe(true)
  expect(score(of('examiner'), HERE, false)).toBe(false)
  expect(score(of('examiner'), ELSEWHERE, true)).toBe(false)
  expect(score(of('examiner', 'all'), ELSEWHERE, false)).toBe(false)
})

test('a membership counts before the instant at which it ends, and from then on no more', () => {
  const given: GivenMembership[] = [
    { role: 'proctor', interview: HERE, until: ENDS_AT },
    { role: 'support', interview: 'all', until: null },
  ]
  const support = { role: 'support', interview: 'all' }
  expect(membershipsAt(given, ENDS_AT - 1)).toEqual([{ role: 'proctor', interview: HERE }, support])
  expect(membershipsAt(given, ENDS_AT)).toEqual([support])
  const doesHelp = (now: number) => may(staff(...membershipsAt(given, now)), 'help', THINGS.attempt)
  expect([doesHelp(ENDS_AT - 1), doesHelp(ENDS_AT)]).toEqual([true, false])
})

test('several memberships add up, and each action is done in one role of them', () => {
  const both = staff(
    { role: 'organiser', interview: HERE },
    { role: 'proctor', interview: HERE },
    { role: 'proctor', interview: ELSEWHERE },
    { role: 'proctor', interview: HERE },
  )
  expect(actingRole(both, 'void', THINGS.attempt)).toBe('organiser')
  expect(actingRole(both, 'help', THINGS.attempt)).toBe('proctor')
  // both roles may: the one that stands first in the table
  expect(actingRole(both, 'remove', THINGS.attempt)).toBe('proctor')
  expect(may(both, 'void', { interviewId: ELSEWHERE, personId: OWN })).toBe(false)
  expect(scopeOf(both, 'help')).toEqual([HERE, ELSEWHERE])
  expect(scopeOf(both, 'void')).toEqual([HERE])
  expect(abilitiesAnywhere(both)).toContain('void')
  expect(abilitiesAnywhere(both)).not.toContain('createInterview')
  expect(covers({ role: 'proctor', interview: 'all' }, ELSEWHERE)).toBe(true)
})

test('abilities: to an attempt without commands, in an interview with them, and somewhere at all', () => {
  expect(abilitiesOn(of('support'), THINGS.attempt)).toEqual([
    'readAttempt',
    'findCandidate',
    'raiseUploadBudget',
    'importExport',
    'readUnlockCode',
  ])
  expect(abilitiesOn(candidate(OWN), THINGS.attempt)).toEqual(['readAttempt', 'readRecordings', 'help'])
  expect(abilitiesOn(candidate(OTHER), THINGS.attempt)).toEqual([])
  expect(abilitiesOn(of('support', ELSEWHERE), THINGS.attempt)).toEqual([])
  expect(abilitiesIn(of('proctor'), HERE)).toEqual([
    'confirmIdentity',
    'refuseIdentity',
    'handOver',
    'settleIdentity',
    'grantAllowance',
    'endWaiting',
    'remove',
    'seeSitting',
    'contributeToDraw',
    'lookAtWall',
    'readAttempt',
    'findCandidate',
    'readRecordings',
    'lookAtRecordings',
    'raiseUploadBudget',
    'compareIdentity',
    'help',
    'readUnlockCode',
  ])
  expect(abilitiesIn(of('proctor'), ELSEWHERE)).toEqual([])
  expect(abilitiesIn(of('organiser', 'all'), HERE)).not.toContain('watchInstallation')
  expect(abilitiesAnywhere(of('organiser', 'all'))).toContain('watchInstallation')
  expect(abilitiesAnywhere(of('organiser'))).not.toContain('watchInstallation')
  expect(abilitiesAnywhere(of('examiner'))).toEqual(['score'])
})
