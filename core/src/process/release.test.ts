// Proves who may have the key of the questions, and when the unlock code may be read out: one millisecond to each side of
// T0 and of the end, for every way in which an attempt is not there, and which commands a doubt about the clock holds up.
import { expect, test } from 'vitest'
import { defaultSettings } from '../interview/index.ts'
import type { DeviceId } from '../ids/index.ts'
import { MINUTE_MS, type Instant } from '../time/index.ts'
import {
  COMMAND_KINDS,
  noFacts,
  opensByClock,
  refusalToKey,
  refusalToUnlockCode,
  type Attempt,
  type Facts,
} from './index.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)
const END = T0 + 10 * MINUTE_MS
const computer = '00000000-0000-7000-8000-000000000001' as DeviceId
const otherComputer = '00000000-0000-7000-8000-000000000002' as DeviceId
const entered: Partial<Facts> = {
  leaseDeviceId: computer,
  identityConfirmedAt: T0 - MINUTE_MS,
  enteredAt: T0 - MINUTE_MS,
}
const lateEntry = { kind: 'lateEntry', untilAt: T0 + 5 * MINUTE_MS, grantedAt: T0, reason: '停电' } as const
const extraTime = { kind: 'extraTime', lengthMs: MINUTE_MS, grantedAt: T0, reason: '停电' } as const

function attempt(facts: Partial<Facts>, isSelfPaced = false): Attempt {
  return {
    settings: defaultSettings,
    sitting: {
      startsAt: isSelfPaced ? null : T0,
      selfPaced: isSelfPaced ? { opensAt: T0 - MINUTE_MS, closesAt: END } : null,
      entryReleasedAt: null,
    },
    facts: { ...noFacts, ...facts },
  }
}

const rows: [string, Attempt, Instant, key: string | null, code: string | null][] = [
  ['a millisecond before T0', attempt(entered), T0 - 1, 'notYetOpen', 'notYetOpen'],
  ['at T0', attempt(entered), T0, null, null],
  ['the last millisecond', attempt(entered), END, null, null],
  ['after the end', attempt(entered), END + 1, 'attemptOver', 'attemptOver'],
  ['with extra time', attempt({ ...entered, allowances: [extraTime] }), END + 1, null, null],
  ['finished early', attempt({ ...entered, finishedAt: T0 + 1 }), T0 + 2, 'attemptOver', 'attemptOver'],
  ['removed', attempt({ ...entered, removedAt: T0 - 1 }), T0, 'attemptOver', 'attemptOver'],
  // before T0 support learns nothing but that it is too early
  ['not entered, before T0', attempt({ ...entered, enteredAt: null }), T0 - 1, 'stepMissing', 'notYetOpen'],
  ['not entered, at T0', attempt({ ...entered, enteredAt: null }), T0, 'stepMissing', 'stepMissing'],
  ['missed', attempt({ ...entered, enteredAt: null }), T0 + 3 * MINUTE_MS + 1, 'attemptOver', 'attemptOver'],
  [
    'let in late, not there yet',
    attempt({ ...entered, enteredAt: null, allowances: [lateEntry] }),
    T0 + 4 * MINUTE_MS,
    'stepMissing',
    'stepMissing',
  ],
  [
    'let in late',
    attempt({ ...entered, enteredAt: T0 + 4 * MINUTE_MS, allowances: [lateEntry] }),
    T0 + 4 * MINUTE_MS,
    null,
    null,
  ],
  // the telephone cannot tell which computer it is
  ['another computer', attempt({ ...entered, leaseDeviceId: otherComputer }), T0, 'otherDevice', null],
  ['released', attempt({ ...entered, leaseDeviceId: null }), T0, 'otherDevice', null],
  ['self-paced, not begun', attempt(entered, true), T0, 'notYetOpen', 'notYetOpen'],
  ['self-paced, in the count', attempt({ ...entered, ownStartsAt: T0 + 1 }, true), T0, 'notYetOpen', 'notYetOpen'],
  ['self-paced, begun', attempt({ ...entered, ownStartsAt: T0 }, true), T0, null, null],
]

test.each(rows)('%s', (_name, it, now, key, code) => {
  expect(refusalToKey(it, computer, now)?.refusal.code ?? null).toBe(key)
  expect(refusalToUnlockCode(it, now)?.refusal.code ?? null).toBe(code)
})

test('a doubt about the clock holds up what opens a gate or makes T0, and nothing that ends, tells or decides', () => {
  expect(COMMAND_KINDS.filter(opensByClock)).toEqual([
    'download',
    'prepare',
    'signIn',
    'askForPerson',
    'confirmIdentity',
    'refuseIdentity',
    'handOver',
    'confirmBriefing',
    'bindEvidence',
    'drawLot',
    'openAttachments',
    'confirmAttachments',
    'enter',
    'confirmDevices',
    'begin',
  ])
})
