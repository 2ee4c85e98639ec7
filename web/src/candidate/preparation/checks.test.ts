// Proves: each check passes with what it asks for, fails just beside it, and is reported as it was judged.
import { command } from '@zhishi/core/process'
import { expect, test } from 'vitest'
import { CHECKS, judge, checkResults, type Check, type Found, type Judged, type Verdict } from './checks.ts'

type Row = { [C in Check]: [check: C, found: Found[C], verdict: Verdict, detail: string] }[Check]

const rows: Row[] = [
  ['browser', { missing: [] }, 'passed', ''],
  ['browser', { missing: ['storage', 'displays'] }, 'lacking', 'storage displays'],
  ['camera', { frames: 10, changed: 5, brightness: 20 }, 'passed', '5/10, 20/255'],
  ['camera', { frames: 10, changed: 4, brightness: 120 }, 'still', '4/10, 120/255'],
  ['camera', { frames: 0, changed: 0, brightness: 0 }, 'still', '0/0, 0/255'],
  ['camera', { frames: 10, changed: 10, brightness: 19 }, 'dark', '10/10, 19/255'],
  ['camera', { problem: 'cameraRefused' }, 'problem', 'cameraRefused'],
  ['microphone', { loudest: 0.011 }, 'passed', '0.011'],
  ['microphone', { loudest: 0.01 }, 'silent', '0.010'],
  ['microphone', { problem: 'microphoneMissing' }, 'problem', 'microphoneMissing'],
  ['recording', { bytes: 150_000, isConfirmed: true }, 'passed', '150 kB'],
  ['recording', { bytes: 150_000, isConfirmed: false }, 'notConfirmed', '150 kB'],
  ['recording', { bytes: 2000, isConfirmed: true }, 'passed', '2 kB'],
  ['recording', { bytes: 1999, isConfirmed: true }, 'empty', '2 kB'],
  ['recording', { bytes: 0, isConfirmed: true }, 'empty', '0 kB'],
  ['recording', { problem: 'cameraBusy' }, 'problem', 'cameraBusy'],
  ['network', { downMbps: 1, up: { mbps: 1.6, isByPostOnly: false } }, 'passed', '↓ 1.0 ↑ 1.6 Mbit/s'],
  ['network', { downMbps: 1, up: { mbps: 1.6, isByPostOnly: true } }, 'passed', '↓ 1.0 ↑ 1.6 Mbit/s POST'],
  ['network', { downMbps: 0.9, up: { mbps: 1.6, isByPostOnly: false } }, 'slowDown', '↓ 0.9 ↑ 1.6 Mbit/s'],
  ['network', { downMbps: 50, up: { mbps: 1.5, isByPostOnly: false } }, 'slowUp', '↓ 50.0 ↑ 1.5 Mbit/s'],
  ['network', { downMbps: 50, up: null }, 'uploadRefused', '↓ 50.0 ↑ – Mbit/s'],
  ['network', null, 'unreached', ''],
  ['disk', { isKept: true, freeBytes: 5_000_000_000 }, 'passed', '5.0 GB'],
  ['disk', { isKept: true, freeBytes: 4_900_000_000 }, 'short', '4.9 GB'],
  ['disk', { isKept: false, freeBytes: 5_000_000_000 }, 'notKept', '5.0 GB'],
  ['disk', { isKept: false, freeBytes: null }, 'notKept', ''],
  ['disk', { isKept: true, freeBytes: null }, 'notTold', ''],
  ['battery', { level: 0.8, isCharging: false }, 'passed', '80 %'],
  ['battery', { level: 0.1, isCharging: true }, 'passed', '10 % ⚡'],
  ['battery', { level: 0.79, isCharging: false }, 'low', '79 %'],
  ['battery', null, 'notTold', ''],
  ['display', { count: 1 }, 'passed', '1'],
  ['display', { count: 2 }, 'several', '2'],
]

test.each(rows)('%s %j: %s', (check, found, verdict, detail) => {
  expect(judge(check, found)).toMatchObject({ verdict, detail })
})

test('every check has a row in which it passes and one in which it fails', () => {
  for (const check of CHECKS) {
    const verdicts = rows.filter((row) => row[0] === check).map((row) => row[2])
    expect(verdicts, check).toContain('passed')
    expect(
      verdicts.some((verdict) => verdict !== 'passed' && verdict !== 'notTold'),
      check,
    ).toBe(true)
  }
})

test('what was checked is reported in order, failed or not; what the browser does not tell is left out', () => {
  const judged: Partial<Record<Check, Judged>> = {
    display: judge('display', { count: 2 }),
    battery: judge('battery', null),
    browser: judge('browser', { missing: [] }),
  }
  const checks = checkResults(judged)
  expect(checks).toEqual([
    { check: 'browser', hasPassed: true },
    { check: 'display', hasPassed: false, detail: '2' },
  ])
  expect(command.safeParse({ kind: 'prepare', checks }).success).toBe(true)
})
