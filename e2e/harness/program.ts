// Owns: running a program of ours beside the stories, as its npm script does: what it printed and how it ended.
// Never looks into it.
import { spawn } from 'node:child_process'
import { cleanEnvironment, ROOT, type Ended } from './product.ts'

/** @param args the program's file, from the root of the repository, and what follows it */
export function runProgram(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** The JSON object that is a measuring program's last line. @throws Error with what it said instead */
export function lastLine({ code, stdout, stderr }: Ended): unknown {
  const line = stdout.trimEnd().split('\n').at(-1) ?? ''
  if (!line.startsWith('{')) throw new Error(`no figures (exit code ${code}):\n${stdout}\n${stderr}`)
  return JSON.parse(line)
}
