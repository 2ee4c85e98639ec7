// Owns: how long the harness waits for what a page should show: the same in a story and in the demo, which no test runner runs.
// Never a limit for one place alone: what hangs is ended, what is slow is waited for.
import { expect as usual } from '@playwright/test'
import { scaled } from '../../tools/machine-speed.ts'
import { waitFor } from './processes.ts'

/**
 * The one limit of what is waited for in a story, pages and presses, checks, uploads and copies alike: the longest of them
 * (eight device checks, sealing after a hand-in) takes some 20 s on an idle machine of two cores.
 */
const IDLE_LIMIT_MS = 60_000
export const SHOWN_LIMIT_MS = scaled(IDLE_LIMIT_MS)

/** Waits, as for what a page shows, until something holds. @throws Error naming `what` when the limit passed first */
export const eventually = (what: string, holds: () => boolean | Promise<boolean>): Promise<void> =>
  waitFor(what, IDLE_LIMIT_MS, holds)

export const expect = usual.configure({ timeout: SHOWN_LIMIT_MS })
