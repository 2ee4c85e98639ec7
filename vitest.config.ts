// All test projects but the end-to-end stories (those are in e2e/, run by Playwright). One project alone:
// `npx vitest run --project core`. A test lies beside what it tests; *.browser.test.ts runs in a real Chromium.
import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumLaunchOptions } from './tools/chromium.ts'
import { killMediaService } from './tools/media-services.ts'

// a profile on disk: the private ones that browser contexts have by default keep OPFS in memory, where no disk gets full
const browserProfile = fileURLToPath(new URL('.tmp/browser-profile', import.meta.url))
rmSync(browserProfile, { recursive: true, force: true })

/**
 * Files of the server's tests at a time. They wait for databases and processes more than they compute, so even two cores
 * carry two: a third of the time is saved. vitest by itself would take one there.
 */
const SERVER_FILES_AT_A_TIME = Math.max(2, availableParallelism() - 1)

const browserTests = 'src/**/*.browser.test.{ts,tsx}'

export default defineConfig({
  test: {
    reporters: ['default', './tools/reporter.ts'],
    projects: [
      { test: { name: 'core', root: './core', environment: 'node', include: ['src/**/*.test.ts'] } },
      {
        test: {
          name: 'tools',
          root: './tools',
          environment: 'node',
          include: ['**/*.test.ts'],
          // some of these start a linter or a test runner of their own
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'bench',
          root: './bench',
          environment: 'node',
          include: ['**/*.test.ts'],
          // all pages are built once
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'server',
          root: './server',
          environment: 'node',
          include: ['{src,test}/**/*.test.ts'],
          // one PostgreSQL for the project; every test file gets its own database
          globalSetup: ['./test/global-setup.ts'],
          // apart from the others, which run beside the browser one by one: what is recorded there in real time needs a core
          sequence: { groupOrder: 1 },
          maxWorkers: SERVER_FILES_AT_A_TIME,
          // real databases and server processes start and stop here, on machines of two cores
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'web-node',
          root: './web',
          environment: 'node',
          include: ['src/**/*.test.{ts,tsx}'],
          exclude: [browserTests],
        },
      },
      {
        root: './web',
        worker: { format: 'es' },
        // named here, because Vite would find them during the first test and reload the page under it
        optimizeDeps: {
          include: [
            'zod',
            '@noble/hashes/sha2.js',
            '@noble/hashes/utils.js',
            '@tanstack/react-query',
            'react',
            'react-dom/client',
          ],
        },
        test: {
          name: 'web',
          include: [browserTests],
          // cameras and recorders run in real time
          testTimeout: 30_000,
          // one profile, one browser
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            commands: {
              killMediaService: (_context, device: 'camera' | 'microphone') => killMediaService(browserProfile, device),
            },
            provider: playwright({
              persistentContext: browserProfile,
              launchOptions: chromiumLaunchOptions(),
              contextOptions: { permissions: ['camera', 'microphone'] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
