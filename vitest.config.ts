// All test projects but the end-to-end stories (those are in e2e/, run by Playwright). One project alone:
// `npx vitest run --project core`. A test lies beside what it tests; *.browser.test.ts runs in a real Chromium.
import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumLaunchOptions } from './tools/chromium.ts'
import { machineFactor, scaled } from './tools/machine-speed.ts'
import { killMediaService } from './tools/media-services.ts'

// a profile on disk: the private ones that browser contexts have by default keep OPFS in memory, where no disk gets full
const browserProfile = fileURLToPath(new URL('.tmp/browser-profile', import.meta.url))
// other tools read this file too, beside a running browser
if (process.env.VITEST) rmSync(browserProfile, { recursive: true, force: true })

/**
 * Files of the server's tests at a time. They wait for databases and processes more than they compute, so even two cores
 * carry two: a third of the time is saved. vitest by itself would take one there.
 */
const SERVER_FILES_AT_A_TIME = Math.max(2, availableParallelism() - 1)

/**
 * The same for all, so that no test has a number of its own: what hangs is ended, what is slow is waited for. The longest
 * test, which measures a copy of three hours, takes half a minute on an idle machine of two cores.
 */
const limits = {
  testTimeout: scaled(150_000),
  hookTimeout: scaled(60_000),
  expect: { poll: { timeout: scaled(30_000) } },
  // an error or a rejection that nobody hears fails the run, in Node and in the browser
  dangerouslyIgnoreUnhandledErrors: false,
}

declare module 'vitest' {
  interface ProvidedContext {
    machineFactor: number
  }
}

const longTests = '**/*.long.test.ts'
const browserTests = 'src/**/*.browser.test.{ts,tsx}'

export default defineConfig({
  test: {
    reporters: ['default', './tools/reporter.ts'],
    projects: [
      { test: { ...limits, name: 'core', root: './core', environment: 'node', include: ['src/**/*.test.ts'] } },
      {
        test: {
          ...limits,
          name: 'tools',
          root: './tools',
          environment: 'node',
          include: ['**/*.test.ts'],
        },
      },
      {
        test: {
          ...limits,
          name: 'bench',
          root: './bench',
          environment: 'node',
          include: ['**/*.test.ts'],
          exclude: [longTests],
        },
      },
      // of `npm run test:long`
      { test: { ...limits, name: 'bench-long', root: './bench', environment: 'node', include: [longTests] } },
      {
        test: {
          ...limits,
          name: 'server',
          root: './server',
          environment: 'node',
          include: ['{src,test}/**/*.test.ts'],
          // one PostgreSQL for the project; every test file gets its own database
          globalSetup: ['./test/global-setup.ts'],
          // apart from the others, which run beside the browser one by one: what is recorded there in real time needs a core
          sequence: { groupOrder: 1 },
          maxWorkers: SERVER_FILES_AT_A_TIME,
        },
      },
      {
        test: {
          ...limits,
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
            '@noble/hashes/hmac.js',
            'client-zip',
            'i18next',
            'react-i18next',
            '@tanstack/react-query',
            'react',
            'react-dom/client',
          ],
        },
        test: {
          ...limits,
          name: 'web',
          // for the times that pages promise
          provide: { machineFactor: machineFactor() },
          include: [browserTests],
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
