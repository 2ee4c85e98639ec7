// Proves which of the built files are served: pages and what they load, and nothing that only the build needs.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { buildHttp } from './server.ts'

test('pages and assets are served, the list of what was built is not', async () => {
  const pages = mkdtempSync(join(tmpdir(), 'zhishi-pages-'))
  onTestFinished(() => rmSync(pages, { recursive: true }))
  for (const folder of ['.vite', 'assets', 'download']) mkdirSync(join(pages, folder))
  for (const file of ['.vite/manifest.json', 'assets/a-1.js', 'download/index.html'])
    writeFileSync(join(pages, file), '{}')
  const log = pino({ level: 'silent' })
  const app = await buildHttp({ log, pagesDirectory: pages, trustProxy: false, publicUrl: null })
  onTestFinished(() => app.close())
  const statusOf = async (url: string) =>
    (await app.inject({ method: 'GET', url, headers: { accept: 'text/html' } })).statusCode
  expect(
    await Promise.all(['/download/', '/assets/a-1.js', '/.vite/manifest.json', '/%2evite/manifest.json'].map(statusOf)),
  ).toEqual([200, 200, 404, 404])
})
