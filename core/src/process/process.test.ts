// Proves the rules of docs/process-rules.md on a moved clock: every window one millisecond to each side of both edges,
// order, lease, lateness, self-pacing, re-entry, and that gates, abilities and decide never disagree.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Actor, StaffRole } from '../access/index.ts'
import { defaultSettings, settings as settingsSchema, type Settings } from '../interview/index.ts'
import type { DeviceId, InterviewId, PersonId, StaffId } from '../ids/index.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../time/index.ts'
import {
  abilities,
  applyEvent,
  COMMAND_KINDS,
  decide,
  dueOf,
  gateOf,
  gates,
  identityCheckOf,
  mayGoOnAt,
  nextChangeAt,
  noFacts,
  ownerOf,
  phaseAt,
  PHASES,
  STEPS,
  type OwnedAttempt,
  type Command,
  type CommandKind,
  type Evidence,
  type Facts,
  type Step,
} from './index.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)
const computer = '00000000-0000-7000-8000-000000000001' as DeviceId
const otherComputer = '00000000-0000-7000-8000-000000000002' as DeviceId
const whose = {
  interviewId: '00000000-0000-7000-8000-0000000000a1' as InterviewId,
  personId: '00000000-0000-7000-8000-0000000000b1' as PersonId,
}
const candidateOn = (deviceId: DeviceId): Actor => ({ kind: 'candidate', personId: whose.personId, deviceId })
const staff = (role: StaffRole, id: string): Actor => ({
  kind: 'staff',
  staffId: `00000000-0000-7000-8000-0000000000${id}` as StaffId,
  memberships: [{ role, interview: whose.interviewId }],
})
const me = candidateOn(computer)
const system: Actor = { kind: 'system' }
const proctor = staff('proctor', 'aa')
const organiser = staff('organiser', 'bb')

const at = (minutes: number): Instant => T0 + minutes * MINUTE_MS

function attempt(facts: Partial<Facts> = {}, settings: Settings = defaultSettings): OwnedAttempt {
  return {
    ...whose,
    settings,
    sitting: { startsAt: T0, selfPaced: null, entryReleasedAt: null },
    facts: { ...noFacts, ...facts },
  }
}
function selfPaced(facts: Partial<Facts> = {}): OwnedAttempt {
  return {
    ...whose,
    settings: defaultSettings,
    sitting: { startsAt: null, selfPaced: { opensAt: T0, closesAt: T0 + HOUR_MS }, entryReleasedAt: null },
    facts: { ...noFacts, ...facts },
  }
}

const signedIn: Partial<Facts> = { leaseDeviceId: computer, leasedAt: at(-20), identityConfirmedAt: at(-20) }
const ready: Partial<Facts> = {
  ...signedIn,
  briefedAt: at(-19),
  evidenceBoundAt: at(-18),
  evidenceReceivedAt: at(-17),
  evidenceSweptAt: at(-16),
}
const entered: Partial<Facts> = { ...ready, lotDrawnAt: at(-10), enteredAt: at(-10) }

/** what a proctor has to have looked at */
const seen: Evidence = { picturesSeen: ['idPhoto', 'front'] }
const enter: Command = { kind: 'enter', displays: 1, displaySurface: 'monitor' }
/** a well-formed command of each kind */
const sample: { [K in CommandKind]: Extract<Command, { kind: K }> } = {
  download: { kind: 'download' },
  prepare: { kind: 'prepare', checks: [{ check: 'camera', hasPassed: true }] },
  signIn: { kind: 'signIn', deviceId: computer },
  consent: { kind: 'consent' },
  askForPerson: { kind: 'askForPerson' },
  confirmIdentity: { kind: 'confirmIdentity' },
  refuseIdentity: { kind: 'refuseIdentity', reason: 'another person' },
  handOver: { kind: 'handOver', deviceId: null },
  settleIdentity: { kind: 'settleIdentity', isConfirmed: true, reason: 'seen live' },
  confirmBriefing: { kind: 'confirmBriefing' },
  bindEvidence: { kind: 'bindEvidence' },
  receiveEvidence: { kind: 'receiveEvidence' },
  finishSweep: { kind: 'finishSweep' },
  drawLot: { kind: 'drawLot' },
  openAttachments: { kind: 'openAttachments' },
  confirmAttachments: { kind: 'confirmAttachments' },
  enter: { kind: 'enter', displays: 1, displaySurface: 'monitor' },
  confirmDevices: { kind: 'confirmDevices', recording: ['camera', 'screen'] },
  begin: { kind: 'begin', recording: ['camera', 'screen'] },
  showSheet: { kind: 'showSheet' },
  finish: { kind: 'finish' },
  handIn: { kind: 'handIn', partIds: [], acceptsMissing: false },
  confirmEvidence: { kind: 'confirmEvidence' },
  grantAllowance: { kind: 'grantAllowance', allowance: { kind: 'extraTime', lengthMs: MINUTE_MS, reason: 'x' } },
  endWaiting: { kind: 'endWaiting', reason: 'spoke to them' },
  withdraw: { kind: 'withdraw', reason: '' },
  remove: { kind: 'remove', reason: 'x' },
  void: { kind: 'void', reason: 'x' },
}

function answer(it: OwnedAttempt, command: Command, now: Instant, actor: Actor = me, evidence: Evidence = {}): string {
  const decided = decide(it, command, actor, now, evidence)
  return decided.ok ? decided.value.map((event) => event.kind).join(' ') || 'already' : decided.refusal.code
}
function then(
  it: OwnedAttempt,
  command: Command,
  now: Instant,
  actor: Actor = me,
  evidence: Evidence = {},
): OwnedAttempt {
  const decided = decide(it, command, actor, now, evidence)
  if (!decided.ok) throw new Error(`${command.kind} at ${now - T0} ms from T0: ${decided.refusal.code}`)
  return { ...it, facts: decided.value.reduce((facts, event) => applyEvent(facts, event, now), it.facts) }
}

describe('every window is closed: both edges belong to it, one millisecond outside does not', () => {
  const late: Facts['allowances'] = [{ kind: 'lateEntry', untilAt: at(6), grantedAt: at(1), reason: 'power cut' }]
  const more: Facts['allowances'] = [{ kind: 'extraTime', lengthMs: 5 * MINUTE_MS, grantedAt: at(1), reason: 'needs' }]
  const manual = settingsSchema.parse({ entry: { release: 'organiser' } })
  const rows: [name: string, command: Command, it: OwnedAttempt, opensAt: Instant, closesAt: Instant, Actor?][] = [
    ['download', sample.download, attempt(), T0 - 7 * DAY_MS, T0],
    ['preparation', sample.prepare, attempt(), T0 - 7 * DAY_MS, T0],
    ['signIn', sample.signIn, attempt(), at(-30), at(3)],
    ['briefing', sample.confirmBriefing, attempt(signedIn), at(-30), at(3)],
    ['evidence', sample.bindEvidence, attempt({ ...signedIn, briefedAt: at(-19) }), at(-30), at(3), system],
    ['draw', sample.drawLot, attempt(ready), at(-30), at(3)],
    ['attachments', sample.confirmAttachments, attempt(ready), at(-30), at(3)],
    ['entry', enter, attempt(ready), at(-15), at(3)],
    ['entry, late by allowance', enter, attempt({ ...ready, allowances: late }), at(-15), at(6)],
    ['entry, self-paced', enter, selfPaced(ready), T0, T0 + HOUR_MS],
    ['return after entry', enter, attempt(entered), at(-10), at(10)],
    ['return after entry with extra time', enter, attempt({ ...entered, allowances: more }), at(-10), at(15)],
    ['devices', sample.confirmDevices, attempt(entered), at(-10), at(10)],
    ['answering', sample.finish, attempt(entered), T0, at(10)],
    ['answering with extra time', sample.finish, attempt({ ...entered, allowances: more }), T0, at(15)],
    ['identity by a proctor', sample.confirmIdentity, attempt({ leaseDeviceId: computer }), at(-30), at(3), proctor],
    ['entry released by hand', enter, released(manual, at(-5)), at(-5), at(3)],
  ]
  function released(settings: Settings, entryReleasedAt: Instant): OwnedAttempt {
    return { ...attempt(ready, settings), sitting: { startsAt: T0, selfPaced: null, entryReleasedAt } }
  }

  test.each(rows)('%s', (_name, command, it, opensAt, closesAt, actor = me) => {
    expect(answer(it, command, opensAt - 1, actor)).toBe('notYetOpen')
    expect(answer(it, command, opensAt, actor)).not.toMatch(/notYetOpen|windowClosed/)
    expect(answer(it, command, closesAt, actor)).not.toMatch(/notYetOpen|windowClosed|Missing/)
    expect(answer(it, command, closesAt + 1, actor)).toBe('windowClosed')
  })

  test('entry that waits for the organiser is not open, however late, and is missed by the clock', () => {
    const it = attempt(ready, manual)
    expect(answer(it, enter, at(0))).toBe('notYetOpen')
    expect(phaseAt(it, at(3))).toBe('checkIn')
    expect(phaseAt(it, at(3) + 1)).toBe('missed')
  })

  test('sign-in and re-binding stay open after entry until hand-in, and hand-in never closes', () => {
    expect(answer(attempt(entered), sample.signIn, at(9))).toBe('already')
    expect(answer(attempt(entered), sample.bindEvidence, at(30), system)).toBe('evidenceBound')
    const handedIn = attempt({ ...entered, finishedAt: at(5), handedInAt: at(7) })
    expect(answer(handedIn, sample.bindEvidence, at(7) + 1, system)).toBe('windowClosed')
    expect(answer(attempt(entered), sample.handIn, at(10))).toBe('notYetOpen')
    expect(answer(attempt(entered), sample.handIn, at(10) + 1)).toBe('handedIn')
    expect(answer(attempt(entered), sample.handIn, at(10) + 400 * DAY_MS)).toBe('handedIn')
  })
})

describe('phase', () => {
  const rows: [string, Partial<Facts>, [Instant, string][]][] = [
    [
      'never came',
      {},
      [
        [at(-30) - 1, 'before'],
        [at(-30), 'checkIn'],
        [at(3), 'checkIn'],
        [at(3) + 1, 'missed'],
      ],
    ],
    [
      'entered',
      entered,
      [
        [at(-10), 'waiting'],
        [T0 - 1, 'waiting'],
        [T0, 'answering'],
        [at(10), 'answering'],
        [at(10) + 1, 'handingIn'],
      ],
    ],
    [
      'finished early',
      { ...entered, finishedAt: at(5) },
      [
        [at(5) - 1, 'answering'],
        [at(5), 'handingIn'],
        [at(99), 'handingIn'],
      ],
    ],
    [
      'handed in',
      { ...entered, handedInAt: at(11) },
      [
        [at(10), 'answering'],
        [at(10) + 1, 'handedIn'],
      ],
    ],
    [
      'withdrew',
      { ...ready, withdrawnAt: at(-5) },
      [
        [at(-5), 'withdrawn'],
        [at(60), 'withdrawn'],
      ],
    ],
    ['removed, then voided', { ...entered, removedAt: at(2), voidedAt: at(50) }, [[at(60), 'voided']]],
  ]
  test.each(rows)('%s', (_name, facts, times) => {
    expect(times.map(([now]) => [now, phaseAt(attempt(facts), now)])).toEqual(times)
  })

  test('self-paced: T0 is the press plus ten seconds; the end follows it, even beyond the window', () => {
    const closesAt = T0 + HOUR_MS
    let it = selfPaced(ready)
    expect(phaseAt(it, T0 - 1)).toBe('before')
    expect(answer(it, sample.begin, T0)).toBe('stepMissing')
    it = then(it, enter, T0 + 5)
    expect(phaseAt(it, closesAt)).toBe('waiting')
    expect(phaseAt(it, closesAt + 1)).toBe('handingIn')
    expect(answer(it, sample.begin, closesAt + 1)).toBe('windowClosed')
    it = then(it, sample.begin, closesAt)
    expect(it.facts.ownStartsAt).toBe(closesAt + 10_000)
    expect(answer(it, sample.begin, closesAt + 1)).toBe('already')
    expect(phaseAt(it, closesAt + 9_999)).toBe('waiting')
    expect(phaseAt(it, closesAt + 10_000)).toBe('answering')
    expect(phaseAt(it, closesAt + 10_000 + 10 * MINUTE_MS)).toBe('answering')
    expect(phaseAt(it, closesAt + 10_001 + 10 * MINUTE_MS)).toBe('handingIn')
    expect(answer(attempt(entered), sample.begin, at(-1))).toBe('notSelfPaced')
  })
})

describe('order, lease and late comers', () => {
  test('the steps before are asked for by name, unless excused or switched off', () => {
    expect(decide(attempt({ leaseDeviceId: computer }), enter, me, at(-5))).toEqual({
      ok: false,
      refusal: { code: 'stepMissing', step: 'signIn' },
    })
    expect(decide(attempt({ ...signedIn, briefedAt: at(-9) }), enter, me, at(-5))).toEqual({
      ok: false,
      refusal: { code: 'stepMissing', step: 'evidence' },
    })
    const excused: Facts['allowances'] = [{ kind: 'excuse', step: 'evidence', grantedAt: at(-8), reason: 'no phone' }]
    expect(answer(attempt({ ...signedIn, briefedAt: at(-9), allowances: excused }), enter, at(-5))).toBe(
      'lotDrawn entered',
    )
    const thin = settingsSchema.parse({
      signIn: { face: 'off' },
      briefing: { isRequired: false },
      evidence: { isRequired: false },
    })
    const it = then(attempt({}, thin), sample.signIn, at(-20))
    expect(it.facts.identityConfirmedAt).toBe(at(-20))
    expect(answer(it, enter, at(-5))).toBe('lotDrawn entered')
    const withAttachments = settingsSchema.parse({ attachments: { isRequired: true } })
    expect(answer(attempt(ready, withAttachments), enter, at(-5))).toBe('stepMissing')
  })

  test('binding is done once bytes have come and the whole turn is told, no sooner than a turn takes', () => {
    const briefed: Partial<Facts> = { ...signedIn, briefedAt: at(-19) }
    const stateAt = (it: OwnedAttempt) => gateOf('evidence', it, at(-10)).state
    expect(answer(attempt(briefed), sample.finishSweep, at(-10), system)).toBe('stepMissing')
    const bound = then(attempt(briefed), sample.bindEvidence, at(-12), system)
    expect(answer(bound, sample.finishSweep, at(-12) + 19_999, system)).toBe('notYetOpen')
    const swept = then(bound, sample.finishSweep, at(-12) + 20_000, system)
    const filmed = then(bound, sample.receiveEvidence, at(-12) + 4000, system)
    expect([bound, swept, filmed].map(stateAt)).toEqual(['open', 'open', 'open'])
    expect(answer(filmed, enter, at(-10))).toBe('stepMissing')
    const done = then(filmed, sample.finishSweep, at(-12) + 25_000, system)
    expect(gateOf('evidence', done, at(-10))).toMatchObject({ state: 'done', doneAt: at(-12) + 25_000 })
    // a phone that is bound later need not be carried around again
    const bound2 = then(done, sample.bindEvidence, at(-11), system)
    expect([stateAt(bound2), answer(bound2, sample.finishSweep, at(-11), system)]).toEqual(['done', 'already'])
    expect(answer(bound2, enter, at(-10))).toBe('lotDrawn entered')
  })

  test('another computer: before T0 it waits; after T0 it goes on at once, and who is there is checked afterwards', () => {
    const second = candidateOn(otherComputer)
    const goOn: Command = { kind: 'signIn', deviceId: otherComputer }
    const inside = attempt(entered)
    expect(answer(inside, goOn, at(0) - 1, second)).toBe('otherDevice')
    expect(mayGoOnAt(inside, otherComputer, at(0) - 1)).toBe(false)
    expect(answer(attempt(ready), goOn, at(3), second), 'not entered').toBe('otherDevice')
    expect(answer(attempt({ ...entered, removedAt: at(2) }), goOn, at(3), second)).toBe('attemptOver')
    expect(answer(attempt({ ...entered, finishedAt: at(2), handedInAt: at(3) }), goOn, at(4), second)).toBe(
      'windowClosed',
    )

    let it = then(inside, goOn, at(0), second)
    expect(it.facts).toMatchObject({ leaseDeviceId: otherComputer, identityConfirmedAt: at(-20) })
    expect(identityCheckOf(it.facts)).toEqual({ state: 'toCheck', sinceAt: at(0) })
    expect(answer(it, enter, at(1), second)).toBe('returned')
    expect(answer(it, sample.finish, at(1), me)).toBe('otherDevice')
    // back on the first one, which waits for nobody either; it does not settle anything
    expect(answer(it, goOn, at(2), second), 'the same again').toBe('already')
    it = then(it, sample.signIn, at(2), me)
    expect(identityCheckOf(it.facts)).toEqual({ state: 'toCheck', sinceAt: at(0) })

    // settled by the machine, by a person, and by the hand-over; also when everything is handed in
    const consented = { ...it, facts: { ...it.facts, consentedAt: at(-20) } }
    expect(answer(consented, { kind: 'confirmIdentity' }, at(3), system, { faceMatched: true })).toBe(
      'identityConfirmed',
    )
    expect(answer(consented, { kind: 'confirmIdentity' }, at(3), system, { faceMatched: false })).toBe('faceRefused')
    expect(answer(it, { kind: 'confirmIdentity' }, at(3), proctor, seen), 'old pictures show nobody').toBe('already')
    const there: Evidence = { signedInDeviceIds: [otherComputer] }
    expect(
      identityCheckOf(then(it, { ...sample.handOver, deviceId: otherComputer }, at(3), proctor, there).facts),
    ).toBeNull()
    const over = { ...it, facts: { ...it.facts, finishedAt: at(5), handedInAt: at(6) } }
    const settle = sample.settleIdentity
    expect(answer(over, settle, at(9), me)).toBe('notAllowed')
    expect(identityCheckOf(then(over, settle, at(9), proctor).facts)).toBeNull()
    const refused = then(over, { ...settle, isConfirmed: false, reason: 'another person' }, at(9), proctor)
    expect(identityCheckOf(refused.facts)).toEqual({ state: 'refused', sinceAt: at(0) })
    expect(refused.facts.identityConfirmedAt, 'undoes no step').toBe(at(-20))
    // another proctor learns whose word it is; the same one may correct it
    const lastDecision = { staffId: (proctor as { staffId: StaffId }).staffId, name: 'A', at: at(9) }
    expect(answer(refused, settle, at(10), staff('proctor', 'ac'), { lastDecision })).toBe('identityDecided')
    expect(answer(refused, settle, at(10), proctor, { lastDecision })).toBe('identityConfirmed')
    expect(answer(attempt(entered), settle, at(3), proctor)).toBe('already')

    // freed for whoever comes: before entry they show who they are, from entry on it is checked afterwards
    const freed = then(attempt({ ...ready }), { kind: 'handOver', deviceId: null }, at(-12), proctor)
    expect(freed.facts).toMatchObject({ leaseDeviceId: null, identityConfirmedAt: null })
    const free = then(inside, { kind: 'handOver', deviceId: null }, at(-5), proctor)
    expect(identityCheckOf(then(free, goOn, at(-4), second).facts)).toEqual({ state: 'toCheck', sinceAt: at(-4) })
  })

  test('the lot: pressed once, the same for ever; not pressed, assigned with the attachments or at entry', () => {
    const pressed = then(attempt(ready), sample.drawLot, at(-16))
    expect(pressed.facts).toMatchObject({ lotDrawnAt: at(-16), isLotDrawnByCandidate: true })
    expect(answer(pressed, sample.drawLot, at(-15))).toBe('already')
    expect(answer(pressed, enter, at(-15))).toBe('entered')
    expect(then(attempt(ready), sample.openAttachments, at(-16)).facts.isLotDrawnByCandidate).toBe(false)
    expect(answer(attempt(ready), enter, at(3))).toBe('lotDrawn entered')
  })

  test('one computer: a second is refused, at every step, until released or handed over', () => {
    const second = candidateOn(otherComputer)
    let it = then(attempt({}), sample.signIn, at(-25))
    expect(answer(it, { kind: 'signIn', deviceId: otherComputer }, at(-24), second)).toBe('otherDevice')
    expect(answer(it, { kind: 'signIn', deviceId: otherComputer }, at(-24), me)).toBe('otherDevice')
    expect(answer(it, { kind: 'handOver', deviceId: otherComputer }, at(-24), second)).toBe('otherDevice')
    // let go by the candidate: the computer is free, and who is there has to be shown again
    const confirmed = { ...it, facts: { ...it.facts, ...ready, identityAskedAt: at(-23) } }
    expect(answer(confirmed, sample.handOver, at(-12), second)).toBe('otherDevice')
    const released = then(confirmed, sample.handOver, at(-12))
    expect(released.facts).toMatchObject({ leaseDeviceId: null, identityAskedAt: null, briefedAt: at(-19) })
    const elsewhere = then(released, { kind: 'signIn', deviceId: otherComputer }, at(-11), second)
    expect(answer(elsewhere, enter, at(-10), second)).toBe('stepMissing')
    it = { ...it, facts: { ...it.facts, ...entered } }
    expect(answer(it, sample.handOver, at(4))).toBe('notAllowed')
    for (const kind of ['enter', 'finish', 'confirmDevices', 'showSheet'] as const) {
      expect(answer(it, sample[kind], at(4), second), kind).toBe('otherDevice')
    }
    expect(answer(it, { kind: 'handOver', deviceId: otherComputer }, at(4), proctor), 'not signed in').toBe(
      'otherDevice',
    )
    const there: Evidence = { signedInDeviceIds: [otherComputer] }
    it = then(it, { kind: 'handOver', deviceId: otherComputer }, at(4), proctor, there)
    expect(identityCheckOf(it.facts), 'the hand-over is the word').toBeNull()
    expect(answer(it, enter, at(4) + 2, second)).toBe('returned')
    expect(answer(it, sample.finish, at(5), me)).toBe('otherDevice')
    expect(phaseAt(it, at(4) + 2)).toBe('answering')
  })

  test('face: five tries, then a person; without consent nothing is looked at', () => {
    let it = then(attempt({}), sample.signIn, at(-25))
    expect(answer(it, sample.confirmIdentity, at(-25), system, { faceMatched: true })).toBe('identityNeeded')
    it = then(it, sample.consent, at(-25))
    for (let tries = 0; tries < 5; tries++)
      it = then(it, sample.confirmIdentity, at(-24), system, { faceMatched: false })
    expect(it.facts).toMatchObject({ faceTries: 5, identityAskedAt: at(-24) })
    const looked = then(it, sample.refuseIdentity, at(-23), proctor)
    expect(looked.facts).toMatchObject({ identityAskedAt: null, identityRefusedReason: 'another person' })
    expect(then(looked, sample.askForPerson, at(-22)).facts).toMatchObject({
      identityAskedAt: at(-22),
      identityRefusedReason: null,
    })
    expect(answer(it, sample.confirmIdentity, at(-24), system, { faceMatched: true })).toBe('triesUsedUp')
    expect(answer(it, sample.confirmIdentity, at(-24), me)).toBe('notAllowed')
    expect(answer(it, sample.confirmIdentity, at(-24), proctor, seen)).toBe('identityConfirmed')
  })

  test('a proctor compares both pictures, or says how else they made sure', () => {
    const asked = then(then(attempt({}), sample.signIn, at(-25)), sample.askForPerson, at(-24))
    const rows: [picturesSeen: string[], unseen: string[]][] = [
      [[], ['idPhoto', 'front']],
      [['idPhoto'], ['front']],
      [['idPhoto', 'left', 'right'], ['front']],
      [['front', 'left', 'right'], ['idPhoto']],
    ]
    for (const [picturesSeen, ids] of rows) {
      expect(decide(asked, sample.confirmIdentity, proctor, at(-23), { picturesSeen })).toEqual({
        ok: false,
        refusal: { code: 'picturesUnseen', ids },
      })
    }
    expect(decide(asked, sample.confirmIdentity, proctor, at(-23), seen)).toEqual({
      ok: true,
      value: [{ kind: 'identityConfirmed', by: 'staff' }],
    })
    expect(decide(asked, { kind: 'confirmIdentity', reason: 'by telephone' }, proctor, at(-23))).toEqual({
      ok: true,
      value: [{ kind: 'identityConfirmed', by: 'staff', reason: 'by telephone' }],
    })
  })

  test('two proctors before one person: the first decision stands, until the candidate asks anew', () => {
    const second = staff('proctor', 'cc')
    const asked = then(then(attempt({}), sample.signIn, at(-25)), sample.askForPerson, at(-24))
    const lastDecision = { staffId: (proctor as { staffId: StaffId }).staffId, name: '王敏', at: at(-23) }
    const decided = (it: OwnedAttempt, command: Command, actor: Actor) =>
      decide(it, command, actor, at(-22), { lastDecision, ...seen })
    for (const first of [sample.confirmIdentity, sample.refuseIdentity]) {
      const after = then(asked, first, at(-23), proctor, seen)
      for (const command of [sample.confirmIdentity, sample.refuseIdentity]) {
        expect(decided(after, command, second)).toEqual({
          ok: false,
          refusal: { code: 'identityDecided', by: '王敏', at: at(-23) },
        })
      }
      // one's own may be repeated, and a machine's answer is none of this
      expect(decided(after, first, proctor)).toEqual({ ok: true, value: [] })
    }
    const anew = then(then(asked, sample.refuseIdentity, at(-23), proctor), sample.askForPerson, at(-22))
    expect(decided(anew, sample.confirmIdentity, second)).toMatchObject({ ok: true, value: [{ by: 'staff' }] })
  })

  test('two displays, or a window instead of the screen, do not enter', () => {
    expect(answer(attempt(ready), { ...enter, displays: 2 }, at(-5))).toBe('displaysNotOne')
    expect(answer(attempt(ready), { ...enter, displaySurface: 'window' }, at(-5))).toBe('screenNotWhole')
  })

  test('before T0 nobody goes on while camera or screen does not record, unless staff have excused it; from T0 on all do', () => {
    const notYet = (kind: 'confirmDevices' | 'begin', recording: ('camera' | 'screen')[]): Command => ({
      kind,
      recording,
    })
    const refused = { ok: false, refusal: { code: 'feedsNotRecording', ids: ['camera', 'screen'] } }
    expect(decide(attempt(entered), notYet('confirmDevices', []), me, T0 - 1)).toEqual(refused)
    expect(decide(attempt(entered), notYet('confirmDevices', ['screen']), me, T0 - 1)).toMatchObject({
      refusal: { ids: ['camera'] },
    })
    expect(answer(attempt(entered), notYet('confirmDevices', []), T0)).toBe('devicesConfirmed')
    const excused = then(
      attempt(entered),
      { kind: 'grantAllowance', allowance: { kind: 'excuse', step: 'devices', reason: 'camera broken' } },
      at(-5),
      proctor,
    )
    expect(answer(excused, notYet('confirmDevices', []), at(-4))).toBe('devicesConfirmed')
    expect(gateOf('devices', excused, at(-4)).state).toBe('excused')
    const inside = selfPaced({ ...signedIn, enteredAt: T0 })
    expect(decide(inside, notYet('begin', []), me, at(1))).toEqual(refused)
    expect(answer(inside, notYet('begin', ['screen', 'camera']), at(1))).toBe('begun')
  })

  test('a hand-in names what was not recorded; of what the server has nothing at all, the candidate says so first', () => {
    const gone = { line: 'camera', missingMs: 600_000, isAbsent: true } as const
    const gaps: Evidence = {
      uncovered: [
        { line: 'camera', missingMs: 23_000.4, isAbsent: false },
        { line: 'screen', missingMs: 3000, isAbsent: false },
      ],
    }
    const handedIn = then(attempt(entered), sample.handIn, at(11), me, gaps)
    expect(handedIn.facts).toMatchObject({
      handedInAt: at(11),
      handedInGaps: [{ line: 'camera', lengthMs: 23_000 }],
    })
    expect(decide(attempt(entered), sample.handIn, me, at(11), { uncovered: [gone] })).toEqual({
      ok: false,
      refusal: { code: 'recordingsMissing', ids: ['camera'] },
    })
    const knowing: Command = { kind: 'handIn', partIds: [], acceptsMissing: true }
    const all = { unsafePartIds: ['p'], uncovered: [gone] }
    expect(answer(attempt(entered), knowing, at(11), me, all), 'what is here must be safe').toBe('recordingsNotSafe')
    expect(then(attempt(entered), knowing, at(11), me, { uncovered: [gone] }).facts.handedInGaps).toEqual([
      { line: 'camera', lengthMs: 600_000 },
    ])
  })

  test('what is handed in is not reopened or removed, and no allowance ends in the past', () => {
    const handedIn = attempt({ ...entered, finishedAt: at(5), handedInAt: at(7) })
    const allow = (allowance: Extract<Command, { kind: 'grantAllowance' }>['allowance']): Command => ({
      kind: 'grantAllowance',
      allowance,
    })
    const more = (minutes: number) => allow({ kind: 'extraTime', lengthMs: minutes * MINUTE_MS, reason: 'x' })
    const late = (until: Instant) => allow({ kind: 'lateEntry', untilAt: until, reason: 'x' })
    const excuse = allow({ kind: 'excuse', step: 'draw', reason: 'x' })
    for (const command of [more(5), late(at(20)), excuse, sample.remove]) {
      expect(answer(handedIn, command, at(8), proctor), command.kind).toBe('attemptOver')
    }
    expect(abilities(handedIn, organiser, at(8))).toEqual(['withdraw', 'void'])
    expect(answer(attempt({ ...entered, finishedAt: at(5) }), more(5), at(6), proctor)).toBe('attemptOver')
    // nobody pressed; the end came, and five minutes more are still to come
    expect(answer(attempt(entered), more(5), at(12), proctor)).toBe('allowanceGranted')
    expect(answer(attempt(entered), more(2), at(12), proctor)).toBe('windowClosed')
    expect(answer(attempt(ready), late(at(6)), at(6), proctor)).toBe('windowClosed')
    expect(answer(attempt(ready), late(at(6)), at(6) - 1, proctor)).toBe('allowanceGranted')
    expect(answer(attempt(entered), late(at(20)), at(1), proctor)).toBe('attemptOver')
  })

  test('a feed is due from entry, or from T0, to the end', () => {
    const due = (it: OwnedAttempt, now: Instant, feed: 'camera' | 'evidence' = 'camera', from?: 'start') =>
      dueOf(it, feed, now, from)
    expect(due(attempt(ready), at(1))).toBeNull()
    expect(due(attempt(entered), at(-10))).toBeNull()
    expect(due(attempt(entered), at(4))).toEqual({ fromAt: at(-10), toAt: at(4) })
    expect(due(attempt(entered), at(4), 'camera', 'start')).toEqual({ fromAt: T0, toAt: at(4) })
    expect(due(attempt(entered), at(-4), 'camera', 'start')).toBeNull()
    expect(due(attempt({ ...entered, enteredAt: at(2) }), at(40), 'camera', 'start')).toEqual({
      fromAt: at(2),
      toAt: at(10) + 1,
    })
    expect(due(attempt({ ...entered, finishedAt: at(5) }), at(40))).toEqual({ fromAt: at(-10), toAt: at(5) })
    expect(due(attempt({ ...entered, evidenceReceivedAt: null }), at(4), 'evidence')).toBeNull()
    expect(due(attempt(entered), at(4), 'evidence')).toEqual({ fromAt: at(-10), toAt: at(4) })
  })

  test('early finish where it is allowed, once; then hand-in once everything is safe', () => {
    const strict = settingsSchema.parse({ answering: { isEarlyFinishAllowed: false } })
    expect(answer(attempt(entered, strict), sample.finish, at(10) - 1)).toBe('earlyFinishNotAllowed')
    expect(answer(attempt(entered, strict), sample.finish, at(10))).toBe('finished')
    const it = then(attempt(entered), sample.finish, at(5))
    expect(answer(it, sample.finish, at(6))).toBe('already')
    expect(decide(it, sample.handIn, me, at(6), { unsafePartIds: ['p'] })).toEqual({
      ok: false,
      refusal: { code: 'recordingsNotSafe', ids: ['p'] },
    })
    expect(answer(it, sample.handIn, at(6))).toBe('handedIn')
    expect(answer(it, sample.confirmEvidence, at(6), me, { unsafePartIds: ['p'] })).toBe('recordingsNotSafe')
    expect(answer(it, sample.confirmEvidence, at(6))).toBe('evidenceChecked')
    expect(answer(it, enter, at(5))).toBe('windowClosed')
  })

  test('late entry shortens the answer, it does not move the end', () => {
    const it = then(attempt(ready), enter, at(3))
    expect(gateOf('answering', it, at(3))).toMatchObject({ state: 'open', opensAt: T0, closesAt: at(10) })
  })

  test('after removal nothing but staff decisions is accepted', () => {
    const it = then(attempt(entered), sample.remove, at(1), organiser)
    for (const kind of COMMAND_KINDS.filter((one) => abilities(attempt(entered), me, at(1)).includes(one))) {
      expect(answer(it, sample[kind], at(2)), kind).toBe('attemptOver')
    }
    expect(abilities(it, me, at(2))).toEqual([])
    expect(answer(it, sample.grantAllowance, at(2), proctor)).toBe('allowanceGranted')
  })
})

describe('what holds for every attempt at every instant', () => {
  const instants = fc.integer({ min: -40 * MINUTE_MS, max: 20 * MINUTE_MS }).map((ms) => T0 + ms)
  const fact = fc.option(instants, { nil: null })
  const allowances = fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant('extraTime' as const),
        lengthMs: fc.integer({ min: 1, max: HOUR_MS }),
        grantedAt: instants,
        reason: fc.constant('r'),
      }),
      fc.record({
        kind: fc.constant('lateEntry' as const),
        untilAt: instants,
        grantedAt: instants,
        reason: fc.constant('r'),
      }),
      fc.record({
        kind: fc.constant('excuse' as const),
        step: fc.constantFrom<Step>(...STEPS),
        grantedAt: instants,
        reason: fc.constant('r'),
      }),
    ),
    { maxLength: 3 },
  )
  const anyFacts: fc.Arbitrary<Facts> = fc.record({
    ...(Object.fromEntries(Object.keys(noFacts).map((name) => [name, fact])) as unknown as Record<
      keyof Facts,
      fc.Arbitrary<never>
    >),
    faceTries: fc.integer({ min: 0, max: 6 }),
    isLotDrawnByCandidate: fc.boolean(),
    leaseDeviceId: fc.constantFrom(null, computer, otherComputer),
    identityRefusedReason: fc.constantFrom(null, 'another person'),
    withdrawnAt: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fact }),
    removedAt: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fact }),
    voidedAt: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fact }),
    allowances,
  })
  const anySettings = fc
    .record({
      face: fc.constantFrom('required', 'off'),
      briefing: fc.boolean(),
      evidence: fc.boolean(),
      attachments: fc.boolean(),
      release: fc.constantFrom('automatic', 'organiser'),
    })
    .map((it) =>
      settingsSchema.parse({
        signIn: { face: it.face },
        briefing: { isRequired: it.briefing },
        evidence: { isRequired: it.evidence },
        attachments: { isRequired: it.attachments },
        entry: { release: it.release },
      }),
    )
  const anyAttempt: fc.Arbitrary<OwnedAttempt> = fc.record({
    interviewId: fc.constant(whose.interviewId),
    personId: fc.constant(whose.personId),
    settings: anySettings,
    sitting: fc.oneof(
      fc.record({ startsAt: fc.constant(T0), selfPaced: fc.constant(null), entryReleasedAt: fact }),
      fc.record({
        startsAt: fc.constant(null),
        selfPaced: fc.constant({ opensAt: at(-20), closesAt: at(10) }),
        entryReleasedAt: fact,
      }),
    ),
    facts: anyFacts,
  })
  const anyActor = fc.constantFrom<Actor>(me, candidateOn(otherComputer), system, proctor, organiser)
  const anyCommand = fc.constantFrom<CommandKind>(...COMMAND_KINDS).map((kind): Command => sample[kind])

  test('every command has exactly one owner', () => {
    const rulings = ['settleIdentity', 'grantAllowance', 'endWaiting', 'withdraw', 'remove', 'void']
    expect(COMMAND_KINDS.filter((kind) => ownerOf(kind) === null)).toEqual(rulings)
    expect(new Set(COMMAND_KINDS.map(ownerOf)).size).toBe(STEPS.length + 1)
  })

  test('there is one phase, eleven gates, and they only change at nextChangeAt', () => {
    fc.assert(
      fc.property(anyAttempt, instants, instants, (it, a, b) => {
        const [now, later] = a < b ? [a, b] : [b, a]
        expect(PHASES).toContain(phaseAt(it, now))
        expect(gates(it, now).map((gate) => gate.step)).toEqual([...STEPS])
        const outline = (t: Instant) => [phaseAt(it, t), ...gates(it, t).map((gate) => gate.state)]
        const change = nextChangeAt(it, now)
        if (change === null || later < change) expect(outline(later)).toEqual(outline(now))
        else expect([outline(change - 1), change > now]).toEqual([outline(now), true])
      }),
      { numRuns: 2000 },
    )
  })

  test('what is not among the abilities is refused, and a refusal changes nothing', () => {
    fc.assert(
      fc.property(anyAttempt, anyCommand, anyActor, instants, (it, command, actor, now) => {
        const before = JSON.stringify(it)
        const decided = decide(it, command, actor, now)
        if (!abilities(it, actor, now).includes(command.kind)) expect(decided.ok).toBe(false)
        expect(JSON.stringify(it)).toBe(before)
      }),
      { numRuns: 4000 },
    )
  })

  test('asked twice at the same instant, nothing is done twice', () => {
    const repeatable = new Set<CommandKind>([
      'prepare',
      'enter',
      'bindEvidence',
      'openAttachments',
      'grantAllowance',
      'endWaiting',
      'confirmIdentity',
    ])
    fc.assert(
      fc.property(anyAttempt, anyCommand, anyActor, instants, (it, command, actor, now) => {
        const first = decide(it, command, actor, now)
        if (!first.ok || repeatable.has(command.kind)) return
        const after = { ...it, facts: first.value.reduce((facts, event) => applyEvent(facts, event, now), it.facts) }
        const second = decide(after, command, actor, now)
        expect(second.ok ? second.value : second.refusal.code).toSatisfy(
          (x: unknown) => x === 'attemptOver' || (Array.isArray(x) && x.length === 0),
        )
      }),
      { numRuns: 4000 },
    )
  })

  test('nobody enters first after the entry window, whatever else is true', () => {
    fc.assert(
      fc.property(anyAttempt, instants, (it, now) => {
        const decided = decide(it, enter, me, now)
        if (decided.ok && it.facts.enteredAt === null) {
          const gate = gateOf('entry', it, now)
          expect(now >= gate.opensAt! && now <= gate.closesAt!).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
