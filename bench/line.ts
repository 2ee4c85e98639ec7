// Owns: the line and the device that pages are measured on, and setting a browser to them.
// Never measures.
import type { CDPSession, Page } from '@playwright/test'

/** The least that public notices of online interviews ask of a candidate’s line; most ask for more. */
export const LINE_MBPS = 4
/** WebPageTest's profile "DSL" (connectivity.ini): 50 ms there and back. Home lines in a city are quicker. */
export const ROUND_TRIP_MS = 50
/** Lighthouse's mobile setting: a mid-range phone takes about four times as long as the machine of a developer. */
export const CPU_SLOWDOWN = 4

/** Slows network and processor of this page. Workers of the page have sessions of their own and stay quick. */
export async function slowDown(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  const bytesPerSecond = (LINE_MBPS * 1_000_000) / 8
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: ROUND_TRIP_MS,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN })
  return session
}
