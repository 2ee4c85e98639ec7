// The measurements that need browsers, for some seconds each: that they run to their end, name every figure they promise,
// count what they look at, and lose no byte. What the figures are belongs to the machine (docs/performance.md), and so
// does the exit code, which says whether the goals were met.
import { expect, test } from '@playwright/test'
import { lastLine, runProgram } from '../harness/program.ts'

// two programs with a product and two browsers each; neither knows of the other
test.describe.configure({ mode: 'parallel' })

const figure = expect.any(Number) as unknown

test('soak: three feeds for fifteen seconds, every byte compared and every picture counted', async () => {
  const figures = lastLine(await runProgram('e2e/soak/main.ts', '--minutes', '0.25', '--json')) as Record<
    string,
    number
  >
  expect(figures).toMatchObject({
    framesRatio: figure,
    memorySlopeMBPerMin: figure,
    cpuCores: figure,
    bytesLost: 0,
  })
  // camera before T0 and after it, screen, phone; a camera that stands still on a busy machine begins another part
  expect(figures['parts']).toBeGreaterThanOrEqual(4)
  // at the rates of docs/defaults.md#recording fifteen seconds of three feeds are 2.4 MB, and what is drawn here is easier
  // than a room
  expect(figures['bytes']).toBeGreaterThan(1_000_000)
  // sealed parts hold what the cameras gave: at 15, 5 and 15 a second some 500, on a machine that is busy fewer
  expect(figures['framesDelivered']).toBeGreaterThan(150)
  // a busy encoder leaves some out; half of them, as VP8 once did, is broken on any machine
  expect(figures['framesRatio']).toBeGreaterThan(0.6)
  expect(figures['framesRatio']).toBeLessThan(1.02)
  expect(figures['cpuCores']).toBeGreaterThan(0)
})

test('bench:live: a proctor joins a recording, and reads the time off its pictures', async () => {
  const figures = lastLine(await runProgram('bench/live.ts', '--minutes', '0.2', '--json')) as Record<string, number>
  expect(figures).toEqual({
    p50Ms: figure,
    p95Ms: figure,
    joinMs: figure,
    screenJoinMs: figure,
    stalls: figure,
    pictures: figure,
    minutes: 0.2,
  })
  // twelve seconds at 15 a second are 180; a busy machine draws and shows fewer
  expect(figures['pictures']).toBeGreaterThan(30)
  for (const name of ['p50Ms', 'joinMs', 'screenJoinMs']) expect(figures[name], name).toBeGreaterThan(0)
  expect(figures['p95Ms']).toBeGreaterThanOrEqual(figures['p50Ms'] ?? Infinity)
})
