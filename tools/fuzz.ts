// `npm run fuzz`: the fuzzing of `npm test`, with as many requests as are asked for and from another seed, which it prints: the
// same seed makes the same requests again.
// Never knows what is sent: that is server/test/whole-server/fuzz.
import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from './stage.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '200000' },
    seed: { type: 'string', default: String(randomInt(1e6)) },
  },
})
const [requests, seed] = [Number(values.requests), Number(values.seed)]
if (!Number.isSafeInteger(requests) || requests < 1 || !Number.isSafeInteger(seed)) {
  console.error('npm run fuzz -- --requests N --seed S: both are whole numbers.')
  process.exit(2)
}
console.log(`${requests} requests of seed ${seed}`)
try {
  execFileSync(
    process.execPath,
    [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'server', 'test/whole-server/fuzz'],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, FUZZ_REQUESTS: String(requests), FUZZ_SEED: String(seed) } },
  )
} catch {
  process.exitCode = 1
}
