// Owns: how long the harness waits for what a page should show: the same in a story and in the demo, which no test runner runs.
import { expect as usual } from '@playwright/test'

/** Pages are drawn at once; this is what a machine of two cores adds to it when it is busy with several browsers. */
const SHOWN_LIMIT_MS = 30_000

export const expect = usual.configure({ timeout: SHOWN_LIMIT_MS })
