// The end-to-end stories: candidate, phone and staff as real browsers against the built pages and a real server. There is
// no webServer here: each story starts its own server, because it needs its links, its data directory and its process.
import { defineConfig } from '@playwright/test'
import '../tools/require-node-24.js'
import { chromiumLaunchOptions } from '../tools/chromium.ts'
import { scaled } from '../tools/machine-speed.ts'
import { SHOWN_LIMIT_MS } from './harness/expect.ts'

export default defineConfig({
  testDir: './stories',
  projects: [{ name: 'stories', testMatch: '**/*.e2e.ts', testIgnore: '**/*.long.e2e.ts' }],
  globalSetup: './global-setup.ts',
  outputDir: '../.tmp/e2e',
  preserveOutput: 'failures-only',
  reporter: [['list'], ['./reporter.ts']],
  fullyParallel: false,
  workers: 2,
  // the longest story is an interview of 60-90 s with sign-in before and upload after it
  timeout: scaled(300_000),
  expect: { timeout: SHOWN_LIMIT_MS },
  // a story that needs a second try is a defect, of the story or of the product
  retries: 0,
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1366, height: 768 },
    permissions: ['camera', 'microphone'],
    launchOptions: chromiumLaunchOptions(),
    screenshot: 'only-on-failure',
    // keeping every page and filming it would cost the recorders of the same two cores their frames; who looks into a failed
    // story asks for it: --trace on
    trace: 'off',
    // Playwright records video with an ffmpeg of its own, which is never downloaded here
    video: 'off',
  },
})
