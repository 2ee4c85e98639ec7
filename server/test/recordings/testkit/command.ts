// Owns: running `npm run verify` as a process of its own, for tests. Never links the command.
import { execFile } from 'node:child_process'
import { join } from 'node:path'

const COMMAND = join(import.meta.dirname, '../../../src/cli/verify.ts')

/** @param environment beside this process's own */
export function verify(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...environment }
    execFile(process.execPath, [COMMAND, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, out: stdout + stderr }),
    )
  })
}
