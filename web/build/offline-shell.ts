// Owns: making the offline shells: for each page that must open without a network a service worker beside it, with the
// list of the files that page needs and their digests. The list is read from the built page itself: nobody has to keep it.
// Leaves out what is loaded on demand only (the PDF viewer, the QR reader): it serves steps that need the network anyway.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { build, type Plugin, type Rolldown } from 'vite'

type Bundle = Rolldown.OutputBundle

/** @param pages names of entries, e.g. `candidate`; @param root of the Vite project */
export function offlineShells(pages: readonly string[], root: string): Plugin {
  return {
    name: 'offline-shells',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      // after everybody who still changes what is written: the digests are of the files as they will lie on the disk
      order: 'post',
      async handler(_options, bundle) {
        for (const page of pages) {
          const html = textOf(bundle[`${page}/index.html`])
          if (html === '') this.error(`there is no page ${page}`)
          const digests: Record<string, string> = { [`/${page}/`]: sha256(html) }
          for (const file of filesOf(page, html, bundle, root))
            digests[`/${file}`] = sha256(bytesOf(file, bundle, root))
          const source = await serviceWorker(root, {
            PAGE: `/${page}/`,
            VERSION: sha256(JSON.stringify(digests)).slice(0, 12),
            FILES: digests,
          })
          this.emitFile({ type: 'asset', fileName: `${page}/sw.js`, source })
        }
      },
    },
  }
}

/** The page's own chunks, what they import at once or soon, and the styles, workers, fonts and pictures these name. */
function filesOf(page: string, html: string, bundle: Bundle, root: string): string[] {
  const found = new Set<string>()
  const assets = Object.values(bundle).filter((it) => it.type === 'asset' && it.fileName.startsWith('assets/'))
  const add = (name: string): void => {
    const file = bundle[name]
    if (!file || found.has(name)) return
    found.add(name)
    if (file.type === 'chunk') {
      for (const imported of file.imports) add(imported)
      for (const later of file.dynamicImports) if (!isOnDemand(later)) add(later)
    }
    addNamed(textOf(file))
  }
  /** Names carry a digest, so one that occurs in a text is meant by it. */
  const addNamed = (text: string): void => {
    for (const { fileName } of assets) if (!isOnDemand(fileName) && text.includes(fileName)) add(fileName)
  }
  for (const chunk of Object.values(bundle)) {
    if (chunk.type === 'chunk' && chunk.isEntry && chunk.name === page) add(chunk.fileName)
  }
  addNamed(html)
  const own = [...html.matchAll(/(?:href|src)="\/([^"]+)"/g)].map((match) => match[1] ?? '')
  return [...new Set([...found, ...own.filter((file) => existsSync(`${root}/public/${file}`))])].toSorted()
}

/** Megabytes that answering and recording never load. */
function isOnDemand(fileName: string): boolean {
  return /\/(pdf|zxing|qr-reader)/.test(fileName)
}

function textOf(file: Bundle[string] | undefined): string {
  if (!file) return ''
  if (file.type === 'chunk') return file.code
  return typeof file.source === 'string' || !/\.(css|js|html)$/.test(file.fileName)
    ? String(file.source)
    : new TextDecoder().decode(file.source)
}

function bytesOf(name: string, bundle: Bundle, root: string): string | Uint8Array {
  const file = bundle[name]
  if (!file) return readFileSync(`${root}/public/${name}`)
  return file.type === 'chunk' ? file.code : file.source
}

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** One classic script without imports: what every browser of ours takes for a service worker. */
async function serviceWorker(root: string, values: Record<string, unknown>): Promise<string> {
  const built = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    define: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)])),
    build: {
      write: false,
      target: ['chrome111', 'edge111', 'firefox114', 'safari16.4'],
      rolldownOptions: { input: `${root}/src/client/offline-shell.sw.ts`, output: { format: 'iife' } },
    },
  })
  const output = Array.isArray(built) ? built[0] : built
  const chunk = output && 'output' in output ? output.output[0] : undefined
  if (!chunk) throw new Error('the service worker was not built')
  return chunk.code
}
