// Owns: running `npm run demo` as a program of its own, for the stories about it.
// Never looks into it: what it printed and how it ended is all there is.
import { spawn, type ChildProcess } from 'node:child_process'
import { cleanEnvironment, ROOT } from '../e2e/harness/product.ts'

export function play(args: readonly string[]): { child: ChildProcess; printed: () => string } {
  const child = spawn(process.execPath, ['demo/main.ts', ...args], {
    cwd: ROOT,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (text: Buffer) => (printed += text.toString()))
  return { child, printed: () => printed }
}
