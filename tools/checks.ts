// The checks that run nothing of the product: format, lint, types, dead code. In the order of their speed.
import type { Stage } from './stage.ts'

/** What tsc is run on; the tests of core have a project of their own, because core itself knows no Node. */
const TYPED = ['core', 'core/tsconfig.test.json', 'server', 'web', 'e2e', 'demo', 'bench', 'tools']

const check = (name: string, args: string[], whenItFails: string): Stage => ({
  name,
  args,
  isQuiet: true,
  whenItFails,
})

export const CHECKS: Stage[] = [
  check('format', ['node_modules/oxfmt/bin/oxfmt', '--check'], 'Run: npm run format'),
  check(
    'lint',
    ['node_modules/oxlint/bin/oxlint', '--deny-warnings'],
    'Mend what is named above; "npm run lint -- --fix" mends some of it. The rules are in .oxlintrc.json',
  ),
  ...TYPED.map((project) =>
    check(
      `types ${project.replace('/tsconfig.test.json', ' tests')}`,
      ['node_modules/typescript/bin/tsc', '-p', project],
      `Mend the types named above; this check alone: npx tsc -p ${project}`,
    ),
  ),
  check(
    'dead code',
    ['node_modules/knip/bin/knip.js', '--no-progress'],
    'Delete what nothing uses, or name a new entry point in knip.json',
  ),
]
