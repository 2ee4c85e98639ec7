// `npm test`: everything, fast things first, on a machine with nothing but npm. The last line is `N passed, N failed`.
// `npm run test:long` (--long): the long stories and benches alone.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKS } from './checks.ts'
import { COUNTS_FOLDER_VARIABLE, readCounts } from './counts.ts'
import { FACTOR_VARIABLE, machineFactor } from './machine-speed.ts'
import { ROOT, runStage, type Stage } from './stage.ts'
import { verdict, type Outcome } from './verdict.ts'

const COUNTS_FOLDER = join(ROOT, '.tmp', 'counts')
/** Stories and benches start the server some fifty times: read compiled, it is there after 1.4 s instead of 2.0 s. */
const COMPILED = join(ROOT, '.tmp', 'compiled')

/** What all of it may take on a machine of factor 1. */
const GOAL_MINUTES = 20

const stage = (name: string, args: string[], whenItFails: string): Stage => ({
  name,
  args,
  isQuiet: false,
  whenItFails,
})
const packages = stage('system packages', ['tools/system-packages.ts'], 'Nothing was tested.')
const vitest = stage(
  'vitest',
  ['node_modules/vitest/vitest.mjs', 'run', '--allowOnly=false', '--project=!bench-long'],
  'One file alone: npx vitest run PATH',
)
const longBenches = stage(
  'vitest',
  ['node_modules/vitest/vitest.mjs', 'run', '--allowOnly=false', '--project=bench-long'],
  'These alone: npx vitest run --project bench-long',
)
const build = stage(
  'web build',
  ['tools/build-pages.ts'],
  'Benches and stories need the built pages; alone: npm run build:web',
)
const e2e = stage(
  'e2e',
  ['node_modules/@playwright/test/cli.js', 'test', '-c', 'e2e/playwright.config.ts', '--forbid-only'],
  'Screenshots and traces are in .tmp/e2e; one story alone: npx playwright test -c e2e/playwright.config.ts PATH',
)

const long = stage(
  'e2e',
  ['node_modules/@playwright/test/cli.js', 'test', '-c', 'e2e/playwright.long.config.ts', '--forbid-only'],
  'One story alone: npx playwright test -c e2e/playwright.long.config.ts PATH',
)

const isLong = process.argv.includes('--long')
const waiting = isLong ? [packages, build, longBenches, long] : [packages, ...CHECKS, build, vitest, e2e]
const counting = new Set([vitest, longBenches, e2e, long])
/** Without these the later stages would fail for no reason of their own. */
const indispensable = new Set([packages, build])

for (const folder of [COUNTS_FOLDER, COMPILED]) rmSync(folder, { recursive: true, force: true })
const factor = machineFactor()
const goal = isLong ? '' : `; npm test is to take ${Math.round(GOAL_MINUTES * factor)} minutes`
console.log(`This machine's factor is ${factor}: limits are ${factor} times as long${goal}.`)
const env = {
  [COUNTS_FOLDER_VARIABLE]: COUNTS_FOLDER,
  [FACTOR_VARIABLE]: String(factor),
  NODE_COMPILE_CACHE: COMPILED,
}
const outcomes: Outcome[] = []
for (let next = waiting.shift(); next; next = waiting.shift()) {
  const end = await runStage(next, env)
  const counts = counting.has(next) ? readCounts(COUNTS_FOLDER, next.name) : null
  outcomes.push({ name: next.name, isOk: end.isOk, counts })
  if (end.isInterrupted || (!end.isOk && indispensable.has(next))) break
}
const { isGreen, lines } = verdict(
  outcomes,
  waiting.map((left) => left.name),
)
const tookMinutes = (performance.now() / 60_000).toFixed(1)
console.log(`\ntook ${tookMinutes} min on a machine of factor ${factor}\n${lines.join('\n')}`)
process.exitCode = isGreen ? 0 : 1
