// Owns: what each check of step 2 must find to pass, with the numbers and where they come from.
// Never measures: run.ts does. Never blocks anything: who fails a check is told what to do and may go on.
import type { Command } from '@zhishi/core/process'
import type { MediaProblem } from '../recorder/media.ts'
import type { Missing } from '../recorder/support.ts'

/** One line of the result as the organiser gets it. */
export type CheckResult = Extract<Command, { kind: 'prepare' }>['checks'][number]
export type Check = CheckResult['check']

/** In the order they run. Microphone and recording use the camera's media, so they follow it. */
export const CHECKS = [
  'browser',
  'camera',
  'microphone',
  'recording',
  'network',
  'disk',
  'battery',
  'display',
] as const satisfies readonly Check[]

export type FrameSample = { frames: number; changed: number; brightness: number }
/** `isByPostOnly`: uploads get through, but only as tus' override by POST (core/src/recording/tus.ts). */
export type Up = { mbps: number; isByPostOnly: boolean }
/** `up` null: pages come, uploads do not get through */
export type Rates = { downMbps: number; up: Up | null }
export type Recorded = { bytes: number; isConfirmed: boolean }
export type Power = { level: number; isCharging: boolean }

/** What was measured. null: this browser does not tell (room on the disk, battery) or nothing came through (network). */
export type Found = {
  browser: { missing: readonly Missing[] }
  camera: { problem: MediaProblem } | FrameSample
  microphone: { problem: MediaProblem } | { loudest: number }
  recording: { problem: MediaProblem } | Recorded
  network: Rates | null
  disk: { isKept: boolean; freeBytes: number | null }
  battery: Power | null
  display: { count: number }
}

/** Why a check did not pass, or that it could not be made; each has a text that says what to do. */
export type Verdict =
  | 'passed'
  | 'lacking'
  | 'problem'
  | 'still'
  | 'dark'
  | 'silent'
  | 'empty'
  | 'notConfirmed'
  | 'unreached'
  | 'uploadRefused'
  | 'slowDown'
  | 'slowUp'
  | 'notKept'
  | 'short'
  | 'low'
  | 'several'
  | 'notTold'

/** `note`: passed, and what is to be known of it */
export type Judged = { verdict: Verdict; problem?: MediaProblem; note?: 'byPostOnly'; detail: string }

/**
 * A camera of 15 frames a second (docs/defaults.md#recording) changes with each of ten looks; half of them allows for a
 * busy computer.
 */
const CHANGED_SHARE = 0.5
/** 16 of 255 is black in video (ITU-R BT.601): a covered lens gives that and nothing brighter. */
const BLACK_BRIGHTNESS = 20
/** −40 dB, as in step 9: a voice near a laptop is 0.05 to 0.2, an open microphone in a quiet room below 0.005. */
const HEARD_FROM = 0.01
/** A file head without a single frame has some hundred bytes; three seconds of sound alone have ten thousand. */
const RECORDED_BYTES = 2000
/**
 * docs/defaults.md#device-checks: camera 400 + screen 300 + the phone on the same line 600 kbit/s, and a fifth in hand
 * to catch up.
 */
const UP_MBPS = 1.6
/** Questions are text; 1 Mbit/s brings attachments of 20 MB in three minutes. */
const DOWN_MBPS = 1
/** docs/defaults.md#device-checks */
const DISK_BYTES = 5_000_000_000
/** docs/defaults.md#device-checks: or on power */
const BATTERY_LEVEL = 0.8

const GB = 1_000_000_000

/** Judges what a check found. @returns the verdict and a short detail without words, for the organiser */
export function judge<C extends Check>(check: C, found: Found[C]): Judged {
  const rule = RULES[check] as (found: Found[C]) => Judged
  return rule(found)
}

const RULES: { [C in Check]: (found: Found[C]) => Judged } = {
  browser: ({ missing }) => ({ verdict: missing.length === 0 ? 'passed' : 'lacking', detail: missing.join(' ') }),
  camera(found) {
    if ('problem' in found) return withProblem(found.problem)
    const { frames, changed, brightness } = found
    const detail = `${changed}/${frames}, ${Math.round(brightness)}/255`
    if (frames === 0 || changed < frames * CHANGED_SHARE) return { verdict: 'still', detail }
    return { verdict: brightness < BLACK_BRIGHTNESS ? 'dark' : 'passed', detail }
  },
  microphone(found) {
    if ('problem' in found) return withProblem(found.problem)
    return { verdict: found.loudest > HEARD_FROM ? 'passed' : 'silent', detail: found.loudest.toFixed(3) }
  },
  recording(found) {
    if ('problem' in found) return withProblem(found.problem)
    const detail = `${Math.round(found.bytes / 1000)} kB`
    if (found.bytes < RECORDED_BYTES) return { verdict: 'empty', detail }
    return { verdict: found.isConfirmed ? 'passed' : 'notConfirmed', detail }
  },
  network(found) {
    if (!found) return { verdict: 'unreached', detail: '' }
    const { downMbps, up } = found
    if (!up) return { verdict: 'uploadRefused', detail: `↓ ${downMbps.toFixed(1)} ↑ – Mbit/s` }
    const detail = `↓ ${downMbps.toFixed(1)} ↑ ${up.mbps.toFixed(1)} Mbit/s${up.isByPostOnly ? ' POST' : ''}`
    if (up.mbps < UP_MBPS) return { verdict: 'slowUp', detail }
    if (downMbps < DOWN_MBPS) return { verdict: 'slowDown', detail }
    return { verdict: 'passed', detail, ...(up.isByPostOnly ? { note: 'byPostOnly' } : {}) }
  },
  disk({ isKept, freeBytes }) {
    const detail = freeBytes === null ? '' : `${(freeBytes / GB).toFixed(1)} GB`
    if (!isKept) return { verdict: 'notKept', detail }
    if (freeBytes === null) return { verdict: 'notTold', detail }
    return { verdict: freeBytes < DISK_BYTES ? 'short' : 'passed', detail }
  },
  battery(found) {
    if (!found) return { verdict: 'notTold', detail: '' }
    const detail = `${Math.round(found.level * 100)} %${found.isCharging ? ' ⚡' : ''}`
    return { verdict: found.isCharging || found.level >= BATTERY_LEVEL ? 'passed' : 'low', detail }
  },
  display: ({ count }) => ({ verdict: count === 1 ? 'passed' : 'several', detail: String(count) }),
}

function withProblem(problem: MediaProblem): Judged {
  return { verdict: 'problem', problem, detail: problem }
}

/** What is reported: every check that was made, passed or not; what this browser does not tell is left out. */
export function checkResults(judged: Partial<Record<Check, Judged>>): CheckResult[] {
  return CHECKS.flatMap((check) => {
    const one = judged[check]
    if (!one || one.verdict === 'notTold') return []
    const line = { check, hasPassed: one.verdict === 'passed' }
    return [one.detail === '' ? line : { ...line, detail: one.detail }]
  })
}
