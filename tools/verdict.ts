// Adds up what the stages of `npm test` brought and writes the last line. A stage that died, or counted nothing although
// it holds tests, is a failure; what was not run is named and is never counted as passed.
import type { Counts } from './counts.ts'

/** How one stage ended. `counts` is null for a stage without tests, undefined when its counts are missing. */
export type Outcome = { name: string; isOk: boolean; counts: Counts | null | undefined }

export type Verdict = { isGreen: boolean; lines: string[] }

/** The closing lines of `npm test`; the last one is always `N passed, N failed`. `leftOut`: stages not started. */
export function verdict(outcomes: Outcome[], leftOut: string[]): Verdict {
  const lines: string[] = []
  let passed = 0
  let failed = 0
  for (const { name, isOk, counts } of outcomes) {
    const before = failed
    passed += counts?.passed ?? 0
    failed += counts?.failed ?? 0
    for (const test of counts?.notRun ?? []) lines.push(`not run: ${test}`)
    for (const group of counts?.silent ?? []) {
      failed += 1
      lines.push(`${name}: ${group} holds no test that ran`)
    }
    if (counts === undefined || (counts && counts.passed + counts.failed === 0)) {
      failed += 1
      lines.push(`${name}: counted nothing`)
    } else if (!isOk && failed === before) {
      failed += 1
      lines.push(`${name}: failed`)
    }
  }
  for (const name of leftOut) lines.push(`not run: the whole stage ${name}`)
  if (failed === 0 && (passed === 0 || leftOut.length > 0)) failed = 1
  lines.push(`${passed} passed, ${failed} failed`)
  return { isGreen: failed === 0, lines }
}
