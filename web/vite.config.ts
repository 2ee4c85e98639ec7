// Owns: how the web pages are built: one Vite project, one entry per folder that holds an index.html.
// Never lets antd into a chunk the candidate loads, and never fetches anything from elsewhere.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { offlineShells } from './build/offline-shell.ts'

const root = import.meta.dirname

/** Pages are the folders with an index.html: a new page needs no line here. */
const entries = Object.fromEntries(
  readdirSync(root, { withFileTypes: true })
    .filter((folder) => folder.isDirectory() && folder.name !== 'dist')
    .map((folder) => [folder.name, `${root}/${folder.name}/index.html`] as const)
    .filter(([, page]) => existsSync(page)),
)

/** A build is what is shipped, also when a test asks for it: under its NODE_ENV React would be the one for development. */
function alwaysProduction(): Plugin {
  return {
    name: 'always-production',
    apply: 'build',
    enforce: 'pre',
    config() {
      process.env.NODE_ENV = 'production'
    },
  }
}

/** Below this a compressed copy saves less than one network packet (Ethernet payload, about 1.4 kB). */
const WORTH_COMPRESSING_BYTES = 1024

/** Writes a brotli copy beside every text file, so that the server only picks one up and never compresses itself. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir = `${root}/dist` }) {
      const options = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }
      const files = readdirSync(dir, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(js|css|html|json|svg|wasm|webmanifest)$/.test(file))
        .map((file) => `${dir}/${file}`)
        .filter((path) => statSync(path).size >= WORTH_COMPRESSING_BYTES)
      // on all cores: this is most of a build
      await Promise.all(
        files.map(async (path) =>
          writeFile(`${path}.br`, await promisify(brotliCompress)(await readFile(path), options)),
        ),
      )
    },
  }
}

/**
 * What pdf.js fetches by name while it draws: character maps, fonts, picture decoders, colours, with their licences. Not
 * its Liberation fonts, whose licence (GPL-2.0) we do not distribute under: the system's own sans-serif stands in.
 */
const PDF_FILES =
  /^(cmaps|iccs)\/|^standard_fonts\/(Foxit|LICENSE_FOXIT)|^wasm\/(LICENSE_\w+|(jbig2|openjpeg|qcms_bg)\.wasm)$/

/** Puts the data files of pdf.js under a path that names their version, so that they can be kept for ever. */
function pdfFiles(): Plugin {
  const require = createRequire(import.meta.url)
  const home = dirname(require.resolve('pdfjs-dist/package.json'))
  const { version } = require('pdfjs-dist/package.json') as { version: string }
  const base = `assets/pdfjs-${version}`
  return {
    name: 'pdf-files',
    generateBundle() {
      for (const found of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
        const file = found.replaceAll('\\', '/')
        if (!PDF_FILES.test(file) || !statSync(`${home}/${file}`).isFile()) continue
        this.emitFile({ type: 'asset', fileName: `${base}/${file}`, source: readFileSync(`${home}/${file}`) })
      }
    },
    configureServer(server) {
      server.middlewares.use(`/${base}`, (request, response, next) => {
        const file = (request.url ?? '').replace(/^\/|\?.*$/g, '')
        if (!PDF_FILES.test(file) || file.includes('..') || !existsSync(`${home}/${file}`)) return next()
        response.end(readFileSync(`${home}/${file}`))
      })
    },
  }
}

/** Small modules that every page needs before anything can be pressed. */
const FIRST = [
  /[\\/]ui[\\/](button|callout|evidence-drawings|i18n|icon|language-switch)\.tsx?$/,
  /[\\/]ui[\\/]texts[\\/]/,
  /[\\/]client[\\/](browser|in-app|storage)\.ts$/,
  /[\\/]core[\\/]src[\\/]codes[\\/]/,
  /vite[\\/]preload-helper/,
]

export default defineConfig({
  root,
  appType: 'mpa',
  plugins: [
    alwaysProduction(),
    react(),
    tailwindcss(),
    pdfFiles(),
    offlineShells(['candidate', 'evidence'], root),
    precompress(),
  ],
  worker: { format: 'es' },
  build: {
    // no older than public/floor.js asks for (floor.test.ts); with OPFS sync access handles and top-level await
    target: ['chrome111', 'edge111', 'firefox115', 'safari16.4'],
    manifest: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
    // antd is one piece and stays on staff pages
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      input: entries,
      output: {
        // each group takes its own dependencies with it, so what candidates use comes first and antd last
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 40 },
            // what the first page of every entry draws, in one piece; no schema of core may get into it
            { name: 'first', test: (id) => FIRST.some((one) => one.test(id)), priority: 35 },
            { name: 'core', test: /[\\/]core[\\/]src[\\/]|node_modules[\\/]zod[\\/]/, priority: 30 },
            {
              name: 'pages',
              test: /node_modules[\\/](@tanstack|i18next|react-i18next|radix-ui|@radix-ui)[\\/]/,
              priority: 20,
              entriesAware: true,
            },
            { name: 'ui', test: /[\\/]web[\\/]src[\\/](ui|client)[\\/]/, priority: 15, entriesAware: true },
            { name: 'antd', test: /node_modules[\\/](antd|@ant-design|@rc-component|rc-[\w-]+)[\\/]/, priority: 10 },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target: process.env.ZHISHI_API ?? 'http://127.0.0.1:8080', ws: true } },
  },
})
