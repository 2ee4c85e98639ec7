// A network with a captive portal, or a proxy with an opinion: whatever it answers under the addresses of the candidate's page,
// the offline shell keeps nothing of it, and keeps the page whole as soon as our own server is heard.
import { expect, type Page } from '@playwright/test'
import { eventually } from '../harness/expect.ts'
import { waitForShell } from '../harness/offline.ts'
import { layPortal, type PortalWay } from '../harness/portal.ts'
import { story } from '../harness/story.ts'

/** What is answered, and in which way: the page itself, a script, a picture. */
const STRUCK: ReadonlyArray<[way: PortalWay, file: string]> = [
  ['page', '/candidate/'],
  ['page', '/floor.js'],
  ['lookalike', '/floor.js'],
  ['redirect', '/mark.svg'],
]

story('a captive portal leaves nothing in the offline shell', async ({ product, open }) => {
  const portal = await layPortal(Number(new URL(product.url).port))
  try {
    const { page } = await open('candidate')
    for (const [way, file] of STRUCK) {
      portal.begin(way, (asked) => asked.isOfWorker && asked.path === file)
      await page.goto(`${portal.url}/candidate/`)
      await eventually(`${file}, answered by the portal`, () => portal.struck() > 0)
      // the browser gives up an installation that throws
      expect(await installs(page), `${way} for ${file}`).toBe('redundant')
      expect(await keptIn(page), `${way} for ${file}`).toEqual([])
    }

    portal.end()
    await page.reload()
    await waitForShell(page)
    const kept = await keptIn(page)
    expect(kept.length).toBeGreaterThan(STRUCK.length)
    for (const { path, text } of kept) {
      const own = await fetch(product.url + path, { headers: { accept: 'text/html' } })
      expect(text === (await own.text()), `${path} as our server has it`).toBe(true)
    }
    // and with the portal before everything, the page opens from what was kept
    portal.begin('page', () => true)
    await page.reload()
    await expect(page.getByRole('heading', { name: '登录线上面试' })).toBeVisible()
  } finally {
    await portal.close()
  }
  await product.stop()
})

/** What becomes of the worker that the page installs, or has just failed to install. */
const installs = (page: Page): Promise<ServiceWorkerState> =>
  page.evaluate(async () => {
    const it = await navigator.serviceWorker.register('/candidate/sw.js', {
      scope: '/candidate/',
      updateViaCache: 'none',
    })
    const worker = it.installing ?? it.waiting ?? it.active
    if (!worker) return 'redundant'
    return new Promise<ServiceWorkerState>((resolve) => {
      const look = (): void => {
        if (worker.state === 'redundant' || worker.state === 'activated') resolve(worker.state)
      }
      worker.addEventListener('statechange', look)
      look()
    })
  })

/** All that the offline shell holds. */
const keptIn = (page: Page): Promise<{ path: string; text: string }[]> =>
  page.evaluate(async () => {
    const found: { path: string; text: string }[] = []
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        const response = await cache.match(request)
        found.push({ path: new URL(request.url).pathname, text: (await response?.text()) ?? '' })
      }
    }
    return found
  })
