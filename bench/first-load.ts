// Owns: what a page links statically in a build: the bytes that come over the line before anything can be pressed.
// Never writes a build: it is kept in memory.
import { brotliCompressSync, constants } from 'node:zlib'
import { join } from 'node:path'
import { build } from 'vite'
import { ROOT } from '../tools/stage.ts'

export type FirstLoad = {
  /** of everything together, as the server sends it */
  bytes: number
  /** source files in it, from the root of the repository or from node_modules */
  modules: string[]
}

type Built = { fileName: string } & (
  | { type: 'chunk'; code: string; moduleIds: string[] }
  | { type: 'asset'; source: string | Uint8Array }
)

/** Builds all pages as they are shipped and looks at one of them. */
export async function firstLoadOf(page: string): Promise<FirstLoad> {
  const root = join(ROOT, 'web')
  const built = await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { write: false },
  })
  if (!('output' in built)) throw new Error('the build of the pages gave several outputs, or none')
  const files = new Map((built.output as Built[]).map((file) => [file.fileName, file]))
  const html = sourceOf(files.get(`${page}/index.html`))
  const linked = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, name = '']) => files.get(name))
  const modules = linked.flatMap((file) => (file?.type === 'chunk' ? file.moduleIds : []))
  return {
    bytes: [html, ...linked.map(sourceOf)].reduce((sum, source) => sum + compressed(source), 0),
    modules: modules
      .map((id) => id.replace(/^\0/, '').split('/node_modules/').at(-1) ?? id)
      .map((id) => id.replace(ROOT, '')),
  }
}

function sourceOf(file: Built | undefined): string {
  if (!file) throw new Error('the page links something that was not built')
  return file.type === 'chunk' ? file.code : Buffer.from(file.source).toString('utf8')
}

function compressed(source: string): number {
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }
  return brotliCompressSync(source, options).length
}
