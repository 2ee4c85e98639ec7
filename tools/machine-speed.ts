// How slow this machine is, as one number that all limits of tests and stories grow by: 1 on the machine they were written
// on, 2 on one half as fast or busy with as much again. Measured once, at the start of whatever runs first, and handed on in
// the environment. Never makes a passing test slower: limits are for what hangs.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Holds the factor, for every program that is started from here on. */
export const FACTOR_VARIABLE = 'TEST_LIMITS_FACTOR'

/** One round of measure-speed.ts on two idle cores of the machine (an AMD EPYC in the cloud) the limits were written on. */
const REFERENCE_MS = 200
/** A quicker machine gains nothing by shorter limits; a slower one is not waited for without end. */
const LEAST = 1
const MOST = 8

/** @param roundMs one round of measure-speed.ts, wall time. @returns rounded up to a tenth */
export function factorOf(roundMs: number): number {
  return Math.min(MOST, Math.max(LEAST, Math.ceil((roundMs / REFERENCE_MS) * 10) / 10))
}

/**
 * The factor: as handed on, else measured now, which takes some two seconds.
 * @throws Error when what was handed on is no factor
 */
export function machineFactor(): number {
  const handedOn = process.env[FACTOR_VARIABLE]
  const factor = Number(handedOn ?? measure())
  if (!(factor >= LEAST && factor <= MOST)) {
    throw new Error(`${FACTOR_VARIABLE} must be from ${LEAST} to ${MOST}, and is ${handedOn}`)
  }
  process.env[FACTOR_VARIABLE] = String(factor)
  return factor
}

function measure(): string {
  const program = fileURLToPath(new URL('measure-speed.ts', import.meta.url))
  return execFileSync(process.execPath, [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
}

/** A limit that was found on an idle machine of the reference's speed, for this one; milliseconds. */
export const scaled = (limitMs: number): number => Math.round(limitMs * machineFactor())
