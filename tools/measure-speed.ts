// Measures how slow this machine is right now, loads of others included: two processes at a time each start Node and do a
// fixed piece of work, as stories keep two cores busy. Prints the factor by which limits are to grow; machine-speed.ts
// runs it. Measures wall time on purpose: what others take from this machine counts.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { factorOf } from './machine-speed.ts'

/** How many measurements; the middle one counts, so that one unlucky moment does not. */
const ROUNDS = 5
/** Reading and writing text, hashing, plain loops: what server, pages and test runners spend their time with. */
const WORK = `
const { createHash } = require('node:crypto')
const rows = Array.from({ length: 4000 }, (_, at) => ({ id: at, name: 'row ' + at, marks: [at, at / 3, at * 7] }))
let text = ''
for (let time = 0; time < 12; time++) {
  text = JSON.stringify(rows)
  JSON.parse(text).sort((a, b) => b.marks[1] - a.marks[1] || a.name.localeCompare(b.name))
}
const hash = createHash('sha256')
for (let time = 0; time < 100; time++) hash.update(text)
let value = hash.digest()[0]
for (let step = 0; step < 2e7; step++) value = (value * 1664525 + 1013904223) | 0
process.exitCode = value === 0.5 ? 1 : 0
`

async function work(): Promise<void> {
  const child = spawn(process.execPath, ['-e', WORK], { stdio: 'ignore' })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`the piece of work ended with ${code}`)
}

const tookMs: number[] = []
for (let round = 0; round < ROUNDS; round++) {
  const from = performance.now()
  await Promise.all([work(), work()])
  tookMs.push(performance.now() - from)
}
const [middleMs = 0] = tookMs.toSorted((a, b) => a - b).slice(Math.floor(ROUNDS / 2))
console.error(`rounds of ${tookMs.map((ms) => Math.round(ms)).join(', ')} ms`)
console.log(factorOf(middleMs))
