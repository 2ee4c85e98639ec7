// Owns: the offline shell of one page: its files, kept whole by version, and the answer to every load of that page.
// Never touches /api, never mixes two versions, and never takes a page over from an older version: a new one waits until
// all pages of the old one are closed, and the old one's files stay until then.
/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope

/** Put in by the build: the page's address (`/candidate/`), the digest of what is kept, and its addresses. */
declare const PAGE: string
declare const VERSION: string
declare const FILES: readonly string[]

const PREFIX = `shell ${PAGE} `
const CACHE = PREFIX + VERSION
const files = FILES

self.addEventListener('install', (event) => event.waitUntil(fill()))
self.addEventListener('activate', (event) => event.waitUntil(begin()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin || pathname.startsWith('/api/')) return
  // from the cache first: a line that is up but silent would hold a reload up for minutes
  if (request.mode === 'navigate') event.respondWith(kept(PAGE, request))
  else if (files.includes(pathname)) event.respondWith(kept(pathname, request))
})

/** All or nothing: a version that is not whole is not installed. */
async function fill(): Promise<void> {
  const cache = await caches.open(CACHE)
  // names of assets carry a digest of their content; everything else is fetched anew
  const requests = files.map((file) => new Request(file, { cache: file.startsWith('/assets/') ? 'default' : 'reload' }))
  await cache.addAll(requests)
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
