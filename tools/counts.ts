// How a test runner tells `npm test` what it counted: one small file per stage. The reporters write it, test.ts reads it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What one stage counted. `notRun` names tests that were skipped; `silent` names test groups without a single test.
 */
export type Counts = { passed: number; failed: number; notRun: string[]; silent: string[] }

/** Set by test.ts: the folder the reporters write into. Unset when a runner is started by hand. */
export const COUNTS_FOLDER_VARIABLE = 'ZHISHI_COUNTS'

/** Writes the counts of one stage, if anybody asked for them. */
export function writeCounts(stage: string, counts: Counts): void {
  const folder = process.env[COUNTS_FOLDER_VARIABLE]
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${stage}.json`), JSON.stringify(counts))
}

/** The counts of one stage, or nothing when its runner died before it could write them. */
export function readCounts(folder: string, stage: string): Counts | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, `${stage}.json`), 'utf8')) as Counts
  } catch {
    return undefined
  }
}
