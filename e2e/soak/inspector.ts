// Owns: having the inspector of a measured browser keep nothing. Whoever drives a Chromium from outside has it keep the body
// of every request (puppeteer's issue 9283), which nobody's browser at home does.
// Never changes what a page can see or do.
import type { Page } from '@playwright/test'

/** Of Playwright's insides: its connection to the browser, with a session for each page and worker. */
type Insides = {
  _connection?: {
    toImpl?(page: Page): { delegate?: { _mainFrameSession?: { _client?: { _connection?: Connection } } } }
  }
}
type Connection = { _sessions: ReadonlyMap<string, Session> }
type Session = { send(method: 'Network.disable'): Promise<unknown> }

/**
 * Playwright reads of every request what its users may ask for, and has no setting against it.
 * @returns to be called again and again, because new workers are read anew
 * @throws Error where this version of Playwright has other insides
 */
export function createForgetting(page: Page): () => Promise<void> {
  const insides = page as unknown as Insides
  const connection = insides._connection?.toImpl?.(page).delegate?._mainFrameSession?._client?._connection
  if (!connection)
    throw new Error('this version of Playwright has other insides: e2e/soak/inspector.ts is to be adapted')
  const silenced = new Set<string>()
  return async () => {
    for (const [id, session] of connection._sessions) {
      if (silenced.has(id)) continue
      silenced.add(id)
      // the session of the browser itself reads no requests and says so
      await session.send('Network.disable').catch(() => {})
    }
  }
}
