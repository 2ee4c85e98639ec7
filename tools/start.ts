// `npm start`: builds the pages when they are older than their sources, then serves in this same process.
// Never downloads anything; with --dev the pages come from Vite instead, with hot reloading on its own port, and server and
// pages can be told to fail (tools/faults), of which a start without --dev loads nothing.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serve } from '../server/src/cli/serve.ts'
import { ROOT } from './stage.ts'

const argv = process.argv.slice(2)
const isDev = argv.includes('--dev')
if (!isDev) buildPages()
const faulty = isDev ? { files: (await import('./faults/server-side.ts')).faultyFilesOfStdin() } : {}
await serve(
  argv.filter((one) => one !== '--dev'),
  faulty,
)
if (isDev && process.exitCode === undefined) await servePagesFromSource()

function buildPages(): void {
  const marker = join(ROOT, 'web', 'dist', '.built-from')
  const sources = digestOf(['core/src', 'web', 'package-lock.json'])
  if (existsSync(marker) && readFileSync(marker, 'utf8') === sources) return
  console.error('Building the pages (about 15 s, only after a change) …')
  const args = [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', 'web', '--logLevel', 'error']
  const built = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 2, 2] })
  if (built.status !== 0) {
    console.error('The pages could not be built; see above. After `npm ci` this should not happen.')
    process.exit(1)
  }
  writeFileSync(marker, sources)
}

function digestOf(places: string[]): string {
  const hash = createHash('sha256')
  for (const place of places) {
    const path = join(ROOT, place)
    if (place.includes('.')) hash.update(readFileSync(path))
    else {
      const files = readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((file) => !/[\\/](dist|node_modules)[\\/]|\.test\.tsx?$/.test(file.slice(ROOT.length)))
        .sort()
      for (const file of files) hash.update(file.slice(ROOT.length)).update(readFileSync(file))
    }
  }
  return hash.digest('hex')
}

async function servePagesFromSource(): Promise<void> {
  const { createServer } = await import('vite')
  const { pageFaults } = await import('./faults/page-plugin.ts')
  const vite = await createServer({
    configFile: join(ROOT, 'web/vite.config.ts'),
    root: join(ROOT, 'web'),
    plugins: [pageFaults()],
  })
  await vite.listen()
  vite.printUrls()
}
