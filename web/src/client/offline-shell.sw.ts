// Owns: the offline shell of one page: its files, kept whole by version, and the answer to every load of that page.
// Keeps only what is byte for byte what was built: what a captive portal, a proxy or another version answers under the address
// of a file is never kept, whatever status and type it has.
// Never touches /api, never mixes two versions, and never takes a page over from an older version: a new one waits until
// all pages of the old one are closed, and the old one's files stay until then.
/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope

/** Put in by the build: the page's address (`/candidate/`), the digest of all that is kept, and of each file by its address. */
declare const PAGE: string
declare const VERSION: string
declare const FILES: Readonly<Record<string, string>>

const PREFIX = `shell ${PAGE} `
const CACHE = PREFIX + VERSION
const digests = FILES

self.addEventListener('install', (event) => event.waitUntil(fill()))
self.addEventListener('activate', (event) => event.waitUntil(begin()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin || pathname.startsWith('/api/')) return
  // from the cache first: a line that is up but silent would hold a reload up for minutes
  if (request.mode === 'navigate') event.respondWith(kept(PAGE, request))
  else if (pathname in digests) event.respondWith(kept(pathname, request))
})

/** All or nothing: a version that is not whole is not installed, and the next load of the page tries again. */
async function fill(): Promise<void> {
  const kept = await Promise.all(Object.keys(digests).map(async (file) => [file, await load(file)] as const))
  const cache = await caches.open(CACHE)
  for (const [file, response] of kept) await cache.put(file, response)
}

/** @throws where what is answered is not the file: an installation that throws is given up by the browser */
async function load(file: string): Promise<Response> {
  // names of assets carry a digest of their content; everything else is fetched anew
  const first = file.startsWith('/assets/') ? await builtOrNull(file, 'default') : null
  // a portal's answer may lie in the browser's own cache
  const response = first ?? (await builtOrNull(file, 'reload'))
  if (!response) throw new Error(`${file} is not what was built`)
  return response
}

async function builtOrNull(file: string, cache: RequestCache): Promise<Response | null> {
  // a followed redirect would be no answer to a load of the page
  const response = await fetch(new Request(file, { cache, redirect: 'error' }))
  const digest = await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer())
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return response.ok && hex === digests[file] ? response : null
}

async function begin(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name)
  }
  // the very first version: the page that installed it has it from now on
  await self.clients.claim()
}

async function kept(file: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  return (await cache.match(file, { ignoreVary: true })) ?? fetch(request)
}

export {}
