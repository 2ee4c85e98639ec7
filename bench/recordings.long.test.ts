// Proves: the two benches of recordings run from end to end, name every figure they promise, and lose no byte. What the
// figures are is asserted nowhere: that belongs to the machine (docs/performance.md).
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { canMeasure } from './ingest/usage.ts'

/** The last line of what the bench prints. @throws Error when it ends with a failure */
async function run(bench: string, ...args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, bench), ...args, '--json'])
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>
}

const figure = expect.any(Number) as unknown

test.runIf(canMeasure())(
  'bench:ingest: three candidates for some seconds, every acknowledged byte read back',
  async () => {
    const result = await run('ingest.ts', '--candidates', '3', '--seconds', '6')
    expect(result).toMatchObject({
      p50Ms: figure,
      p95Ms: figure,
      p99Ms: figure,
      cpuSecondsPerGB: figure,
      coresUsed: figure,
      rssMB: figure,
      bytesSent: figure,
      bytesDurable: figure,
      bytesLost: 0,
      largestCandidates: figure,
      flatOut: { cpuSecondsPerGB: figure },
      failures: 0,
    })
    // of three candidates at 1.3 Mbit/s at least one batch each, and what went as fast as it could
    expect(result['bytesDurable']).toBeGreaterThan(3 * 600_000)
    expect(result['beats']).toBeGreaterThan(0)
  },
)

test.runIf(canMeasure())('bench:seal: an hour and three hours, scaled to seconds, beside ffmpeg', async () => {
  expect(await run('seal.ts', '--scale', '0.01')).toMatchObject({
    timesRealTime: figure,
    rssMB: figure,
    peers: { ffmpeg: { timesRealTime: figure } },
  })
})
