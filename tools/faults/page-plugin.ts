// Owns: bringing page-side.ts into the pages that Vite serves from source (`npm run dev`).
// Never takes part in a build: start.ts names it where it serves from source, the configuration of the build does not.
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const PAGE_SIDE = fileURLToPath(new URL('page/page-side.ts', import.meta.url))

export function pageFaults(): Plugin {
  return {
    name: 'page-faults',
    apply: 'serve',
    config: () => ({ server: { fs: { allow: [fileURLToPath(new URL('../..', import.meta.url))] } } }),
    transformIndexHtml: () => [
      {
        tag: 'script',
        attrs: { type: 'module' },
        children: `import { installPageFaults } from '/@fs${PAGE_SIDE}'\ninstallPageFaults()`,
        injectTo: 'head-prepend',
      },
    ],
  }
}
