// The end-to-end stories: candidate, phone and staff as real browsers against the built pages and a real server. There is
// no webServer here: each story starts its own server, because it needs its links, its data directory and its process.
import { defineConfig } from '@playwright/test'
import '../tools/require-node-24.js'
import { chromiumLaunchOptions } from '../tools/chromium.ts'

export default defineConfig({
  testDir: '.',
  // the longest story first: begun last, it would run alone while the other worker has nothing left
  projects: [
    { name: 'pictures', testMatch: '**/pictures.e2e.ts' },
    { name: 'stories', testMatch: '**/*.e2e.ts', testIgnore: ['**/*.long.e2e.ts', '**/pictures.e2e.ts'] },
  ],
  globalSetup: './global-setup.ts',
  outputDir: '../.tmp/e2e',
  preserveOutput: 'failures-only',
  reporter: [['list'], ['./reporter.ts']],
  fullyParallel: false,
  workers: 2,
  // one story is an interview of 60-90 s with sign-in before and upload after it; a machine busy with other things may
  // take three times as long
  timeout: 300_000,
  // pages are drawn at once; this is what a busy machine of two cores may add to it
  expect: { timeout: 15_000 },
  // real browsers on two cores, on machines we do not know: the second try tells an unlucky moment from a broken product,
  // and `npm test` names in its last lines every story that needed it
  retries: 1,
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1366, height: 768 },
    permissions: ['camera', 'microphone'],
    launchOptions: chromiumLaunchOptions(),
    screenshot: 'only-on-failure',
    // of the second try only, and without pictures: keeping every page and filming it would cost the recorders of the same
    // two cores their frames
    trace: { mode: 'on-first-retry', screenshots: false, snapshots: true, sources: true },
    // Playwright records video with an ffmpeg of its own, which is never downloaded here
    video: 'off',
  },
})
