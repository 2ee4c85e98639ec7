// Owns: running a program of the command line against the database and the directories of a test.
// Never within the test's own process: what it does when it starts is part of what is tested.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestApp } from './app.ts'

export type Ended = { code: number; stdout: string; stderr: string }

/** `npm run interview -- …`, with `--data` and `--keys` of the app. */
export function runInterview(app: TestApp, ...args: string[]): Promise<Ended> {
  const program = fileURLToPath(new URL('../../src/cli/interview.ts', import.meta.url))
  const where = ['--data', join(app.directory, 'data'), '--keys', join(app.directory, 'keys')]
  const env = { ...process.env, DATABASE_URL: app.applicationUrl }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...args, ...where], { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}
