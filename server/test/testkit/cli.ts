// Owns: running a program of the command line against the database and the directories of a test.
// Never within the test's own process: what it does when it starts is part of what is tested.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { House } from './house.ts'

export type Ended = { code: number; stdout: string; stderr: string }

/** `npm run interview -- …`, with `--data` and `--keys` of the house. */
export function runInterview(house: House, ...args: string[]): Promise<Ended> {
  const program = fileURLToPath(new URL('../../src/cli/interview.ts', import.meta.url))
  const where = ['--data', join(house.directory, 'data'), '--keys', join(house.directory, 'keys')]
  const env = { ...process.env, DATABASE_URL: house.databaseUrl }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...args, ...where], { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}
