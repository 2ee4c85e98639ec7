// Owns: what the runs of the matrix brought: one line of a file for each, kept until the whole is done, and the report.
// A row that was not run is named with its reason, and never among those that passed.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { FEEDS, type Feed } from '@zhishi/core/recording'
import type { FaultName } from '../../tools/faults/catalogue.ts'
import type { FeedFigures, Figures } from '../compare/recorded.ts'
import { percent, seconds } from './judge.ts'
import type { Row } from './row.ts'

export type RunResult = {
  row: string
  run: number
  bytesEmitted: number
  bytesLost: number
  tookS: number
  /** of a row with a browser: what the files show of each feed, and how many untrue statements its pages made */
  recorded: { feeds: FeedFigures[]; untrueClaims: number } | null
  problem: string | null
}
/** Of all runs; null: rows without a browser have none. */
type RecordedSums = Figures & { untrueClaims: number }
export type Report = {
  /** of each row */
  runs: number
  rows: Array<{
    name: string
    group: string
    fault: FaultName
    says: string
    runs: number
    bytesEmitted: number
    bytesLost: number
    dueMs: number | null
    recordedMs: number | null
    missingMs: number | null
    undeclaredMs: number | null
    untrueClaims: number | null
    /** `afterPress`: from the candidate's last press on entry or after coming back */
    feeds: Array<Figures & { feed: Feed; afterPress: Figures | null }>
    problems: string[]
  }>
  bytesEmitted: number
  bytesLost: number
  dueMs: number
  recordedMs: number
  missingMs: number
  undeclaredMs: number
  untrueClaims: number
  notRun: Array<{ name: string; why: string }>
}

/** @param file one JSON object a line; what is there is gone on from, but for runs that had a problem */
export function openJournal(file: string, { isNew }: { isNew: boolean }) {
  mkdirSync(dirname(file), { recursive: true })
  if (isNew) rmSync(file, { force: true })
  let results = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as RunResult)
    : []
  const isGood = ({ problem, bytesLost }: RunResult): boolean => problem === null && bytesLost === 0
  // a row with a failed run is done again from its first
  const failed = new Set(results.filter((one) => !isGood(one)).map(({ row }) => row))
  keep(({ row }) => !failed.has(row))

  function keep(isKept: (one: RunResult) => boolean): void {
    results = results.filter(isKept)
    writeFileSync(file, results.map((one) => `${JSON.stringify(one)}\n`).join(''))
  }

  return {
    runsOf: (row: string): number => results.filter((one) => one.row === row).length,
    write(result: RunResult): void {
      results.push(result)
      appendFileSync(file, `${JSON.stringify(result)}\n`)
    },
    /** What is done and reported begins anew next time. */
    forget(rows: readonly Row[]): void {
      keep((one) => !rows.some(({ name }) => name === one.row))
    },
    report(rows: readonly Row[], notRun: Report['notRun'], runs: number): Report {
      const run = rows.filter(({ name }) => !notRun.some((one) => one.name === name))
      const asRows = run.map(({ name, group, fault, says }) => {
        const own = results.filter(({ row }) => row === name)
        return {
          name,
          group,
          fault,
          says,
          runs: own.length,
          bytesEmitted: sum(own.map((one) => one.bytesEmitted)),
          bytesLost: sum(own.map((one) => one.bytesLost)),
          ...(recordedSums(own) ?? NONE),
          feeds: feedsOf(own),
          problems: own.flatMap(({ problem }) => (problem === null ? [] : [problem])),
        }
      })
      return {
        runs,
        rows: asRows,
        bytesEmitted: sum(asRows.map((one) => one.bytesEmitted)),
        bytesLost: sum(asRows.map((one) => one.bytesLost)),
        dueMs: sum(asRows.map((one) => one.dueMs ?? 0)),
        recordedMs: sum(asRows.map((one) => one.recordedMs ?? 0)),
        missingMs: sum(asRows.map((one) => one.missingMs ?? 0)),
        undeclaredMs: sum(asRows.map((one) => one.undeclaredMs ?? 0)),
        untrueClaims: sum(asRows.map((one) => one.untrueClaims ?? 0)),
        notRun,
      }
    },
    asTable({ rows, notRun, bytesEmitted, bytesLost, ...all }: Report): string {
      const lines = rows.flatMap((one) => [
        `${one.name.padEnd(34)} ${one.runs} runs ${String(one.bytesEmitted).padStart(11)} emitted ` +
          `${String(one.bytesLost).padStart(6)} lost${one.untrueClaims === null ? '' : ` ${one.untrueClaims} untrue claims`}`,
        ...one.feeds.map(feedLine),
        ...one.problems.map((problem) => `  PROBLEM: ${problem}`),
      ])
      const missing = notRun.map(({ name, why }) => `${name.padEnd(34)} not run: ${why}`)
      const sums =
        `${bytesEmitted} bytes emitted, ${bytesLost} lost; of ${seconds(all.dueMs)} due ${seconds(all.missingMs)} missing, ` +
        `${seconds(all.undeclaredMs)} of them undeclared; ${all.untrueClaims} untrue claims`
      return [...lines, ...missing, sums].join('\n')
    },
  }
}

/** `  camera  due 61.2 s, missing 0.4 s, undeclared 0.0 s; after the last press 99.34 %` */
export function feedLine({ feed, dueMs, missingMs, undeclaredMs, afterPress }: Report['rows'][0]['feeds'][0]): string {
  const after = afterPress ? `; after the last press ${percent(afterPress)}` : ''
  return `  ${feed.padEnd(8)} due ${seconds(dueMs)}, missing ${seconds(missingMs)}, undeclared ${seconds(undeclaredMs)}${after}`
}

const NONE = { dueMs: null, recordedMs: null, missingMs: null, undeclaredMs: null, untrueClaims: null }

function recordedSums(runs: readonly RunResult[]): RecordedSums | null {
  const measured = runs.flatMap(({ recorded }) => recorded ?? [])
  if (measured.length === 0) return null
  return {
    ...add(measured.flatMap(({ feeds }) => feeds)),
    untrueClaims: sum(measured.map(({ untrueClaims }) => untrueClaims)),
  }
}

function feedsOf(runs: readonly RunResult[]): Report['rows'][0]['feeds'] {
  const all = runs.flatMap(({ recorded }) => recorded?.feeds ?? [])
  return FEEDS.flatMap((feed) => {
    const own = all.filter((one) => one.feed === feed)
    if (own.length === 0) return []
    const after = own.flatMap(({ afterPress }) => afterPress ?? [])
    return [{ feed, ...add(own), afterPress: after.length === 0 ? null : add(after) }]
  })
}

const add = (all: readonly Figures[]): Figures => ({
  dueMs: sum(all.map((one) => one.dueMs)),
  recordedMs: sum(all.map((one) => one.recordedMs)),
  missingMs: sum(all.map((one) => one.missingMs)),
  undeclaredMs: sum(all.map((one) => one.undeclaredMs)),
})

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
