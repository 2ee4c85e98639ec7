// Owns: what a device that does not trust the local authority yet may have: the install page with its built files, and
// the authority's certificate.
// Never anything else: no endpoint, no cookie, no other page.
import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Instant } from '@zhishi/core/time'
import type { Authority } from './local-authority.ts'
import type { TlsRefusal } from './certificate.ts'

export const INSTALL_PATH = '/install/'
/** `.crt` is what phones and computers open as a certificate. */
export const CERTIFICATE_PATH = '/install/zhishi.crt'

/** What the install page knows; it reads it from a `<meta>` of this name (web/src/install/facts.ts). */
const META = 'zhishi-local-certificate'
export type InstallFacts = {
  /** where the pages are, once the certificate is trusted */
  url: string
  certificate: string
  name: string
  fingerprint: string
  expiresAt: Instant
}

/** RFC 2585 has another one, but this is what makes iOS, Android and HarmonyOS offer to install it. */
const CERTIFICATE_TYPE = 'application/x-x509-ca-cert'
const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

export type InstallFile = { type: string; headers: Record<string, string>; body: Buffer }
/** The file at that path, or null where there is none. */
export type InstallFiles = (path: string) => InstallFile | null

/** As Vite writes it to `.vite/manifest.json`, as far as we use it. */
type Manifest = Record<string, { file: string; css?: string[]; imports?: string[] }>

/** @param url of the pages now; it may change with the network */
export function openInstallFiles(
  pagesDirectory: string,
  options: { authority: Authority; url: () => string },
): { ok: true; files: InstallFiles } | TlsRefusal {
  const manifestFile = join(pagesDirectory, '.vite', 'manifest.json')
  const manifest = existsSync(manifestFile) ? (JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest) : {}
  const page = join(pagesDirectory, 'install', 'index.html')
  if (!manifest['install/index.html'] || !existsSync(page)) {
    return { ok: false, reason: 'pagesMissing', message: 'The pages are not built. Run: npm run build:web' }
  }
  const html = readFileSync(page, 'utf8')
  const built = new Map(
    ['mark.svg', ...filesOf(manifest, 'install/index.html')].map((file) => [
      `/${file}`,
      { type: TYPES[extname(file)] ?? 'application/octet-stream', body: readFileSync(join(pagesDirectory, file)) },
    ]),
  )
  const { authority } = options
  const files: InstallFiles = (path) => {
    if (path === INSTALL_PATH) {
      const { name, fingerprint, expiresAt } = authority
      const facts: InstallFacts = { url: options.url(), certificate: CERTIFICATE_PATH, name, fingerprint, expiresAt }
      const meta = `<meta name="${META}" content="${escaped(JSON.stringify(facts))}" />`
      const body = Buffer.from(html.replace('</head>', () => `${meta}</head>`))
      return { type: 'text/html; charset=utf-8', headers: { 'cache-control': 'no-store' }, body }
    }
    if (path === CERTIFICATE_PATH) {
      return { type: CERTIFICATE_TYPE, headers: { 'cache-control': 'no-store' }, body: authority.certificate }
    }
    const found = built.get(path)
    return found ? { ...found, headers: { 'cache-control': 'no-cache' } } : null
  }
  return { ok: true, files }
}

/** Everything the entry loads, with what that loads in turn. */
function filesOf(manifest: Manifest, entry: string, seen = new Set<string>()): string[] {
  const found = manifest[entry]
  if (!found || seen.has(entry)) return []
  seen.add(entry)
  return [found.file, ...(found.css ?? []), ...(found.imports ?? []).flatMap((one) => filesOf(manifest, one, seen))]
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
