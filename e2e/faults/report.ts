// Owns: what the runs of the matrix brought: one line of a file for each, kept until the whole is done, and the report.
// A row that was not run is named with its reason, and never among those that passed.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { FaultName } from '../../tools/faults/catalogue.ts'
import type { Row } from './row.ts'

export type RunResult = {
  row: string
  run: number
  bytesEmitted: number
  bytesLost: number
  tookS: number
  problem: string | null
}
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
    problems: string[]
  }>
  bytesEmitted: number
  bytesLost: number
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
          problems: own.flatMap(({ problem }) => (problem === null ? [] : [problem])),
        }
      })
      return {
        runs,
        rows: asRows,
        bytesEmitted: sum(asRows.map((one) => one.bytesEmitted)),
        bytesLost: sum(asRows.map((one) => one.bytesLost)),
        notRun,
      }
    },
    asTable({ rows, notRun, bytesEmitted, bytesLost }: Report): string {
      const lines = rows.map(
        (one) =>
          `${one.name.padEnd(34)} ${one.runs} runs ${String(one.bytesEmitted).padStart(11)} emitted ` +
          `${String(one.bytesLost).padStart(6)} lost${one.problems.map((problem) => `\n  PROBLEM: ${problem}`).join('')}`,
      )
      const missing = notRun.map(({ name, why }) => `${name.padEnd(34)} not run: ${why}`)
      return [...lines, ...missing, `${bytesEmitted} bytes emitted, ${bytesLost} lost`].join('\n')
    },
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
