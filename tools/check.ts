// `npm run check`: format, lint, types and dead code in one command. Runs every check even when one fails.
import { CHECKS } from './checks.ts'
import { runStage } from './stage.ts'

const failed: string[] = []
for (const stage of CHECKS) {
  const end = await runStage(stage)
  if (!end.isOk) failed.push(stage.name)
  if (end.isInterrupted) break
}
console.log(failed.length === 0 ? 'all checks passed' : `failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
