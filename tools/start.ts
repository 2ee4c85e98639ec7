// `npm start`: builds the pages when they are older than their sources, then serves in this same process.
// Never downloads anything; with --dev the pages come from Vite instead, with hot reloading on its own port, and server and
// pages can be told to fail (tools/faults), of which a start without --dev loads nothing.
import { join } from 'node:path'
import { serve } from '../server/src/cli/serve.ts'
import { parseConfig, USAGE } from '../server/src/config.ts'
import { buildPages } from './pages.ts'
import { ROOT } from './stage.ts'

const argv = process.argv.slice(2)
const isDev = argv.includes('--dev')
if (argv.includes('--help')) {
  console.log(USAGE)
  process.exit(0)
}
const options = argv.filter((one) => one !== '--dev')
const parsed = parseConfig(options, process.env)
if (!parsed.ok) {
  // said before pages are built for half a minute
  console.error(`${parsed.problems.join('\n')}\n\n${USAGE}`)
  process.exit(2)
}
if (!isDev && !buildPages()) process.exit(1)
const faulty = isDev ? { files: (await import('./faults/server-side.ts')).faultyFilesOfStdin() } : {}
await serve(parsed.config, faulty)
if (isDev && process.exitCode === undefined) await servePagesFromSource()

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
