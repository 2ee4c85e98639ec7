// Which Chromium the tests drive, and with which switches. Nothing is ever downloaded: the machine's browser is used.
import { existsSync } from 'node:fs'

const PLACES: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/microsoft-edge'],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
    String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
  ],
}

/** The browser's path: ZHISHI_CHROMIUM, else the first of Chromium, Chrome and Edge that is installed. */
export function findChromium(): string | undefined {
  const chosen = process.env.ZHISHI_CHROMIUM
  if (chosen) return existsSync(chosen) ? chosen : undefined
  return PLACES[process.platform]?.find((place) => existsSync(place))
}

/** For Playwright's `launchOptions`: fake camera and microphone, the whole screen shared without a question. */
export function chromiumLaunchOptions(): { executablePath?: string; args: string[] } {
  const executablePath = findChromium()
  return {
    ...(executablePath ? { executablePath } : {}),
    args: [
      // Chromium refuses its sandbox to root, and only to root
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--auto-select-desktop-capture-source=Entire screen',
      '--autoplay-policy=no-user-gesture-required',
    ],
  }
}
