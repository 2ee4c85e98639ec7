// Owns: when a story's sitting begins. A story waits for its people: as an organiser does, it puts T0 off while somebody is
// still on the way, until all are where they have to be.
// Never moves T0 once somebody has entered: the product refuses that (decision 0016). From entry on T0 stands, so far away
// that a machine several times slower than it was measured gets there; where even that is too little, a self-paced
// interview begins by a press (interviewed.ts).
import { test } from '@playwright/test'
import { machineFactor } from '../../tools/machine-speed.ts'
import { SHOWN_LIMIT_MS } from './expect.ts'
import { importInterview, interviewText, type Scale } from './interview.ts'
import type { Product } from './product.ts'

/**
 * On an idle machine the way from the press of 【进入考试】 to the countdown page takes some 3 s, and any part of the way
 * before it between two calls of `putOff` at most 20 s.
 */
const STRETCH_MS = 30_000
/** What an import takes on an idle machine. One that takes longer says how busy this machine has become meanwhile. */
const IMPORT_MS = 2000
/** What a first start of the product takes there; the measure before the first import. */
const START_MS = 4000

export type Sitting = {
  /** T0, as it stands now */
  readonly startsAt: number
  /** Before each stretch of the way to entry: T0 is `afterMs` of an idle machine away, or further already. */
  putOff(afterMs?: number): Promise<void>
  /** How long to wait from now on for what shows at T0 + `laterMs`: on a busy machine T0 alone may be further than a limit. */
  limitMs(laterMs?: number): number
}

/** Imports an interview whose T0 is ahead; `scale` as interviewText takes it. */
export async function scheduleSitting(
  product: Product,
  scale: Omit<Scale, 'startsAt'>,
  firstMs = STRETCH_MS,
): Promise<Sitting> {
  let startsAt = 0
  let importMs = (product.startedInMs / START_MS) * IMPORT_MS
  let version: string | undefined

  async function putOff(afterMs = STRETCH_MS): Promise<void> {
    const busy = Math.max(machineFactor(), importMs / IMPORT_MS)
    const wanted = Math.round(Date.now() + importMs + afterMs * busy)
    if (startsAt >= wanted) return
    // the limit of a story is for what hangs: waiting for a T0 that is far away is none of it
    test.setTimeout(test.info().timeout + wanted - Math.max(startsAt, Date.now()))
    startsAt = wanted
    const from = performance.now()
    version = await importInterview(product, interviewText({ ...scale, startsAt }), version)
    importMs = performance.now() - from
  }

  await putOff(firstMs)
  return {
    get startsAt() {
      return startsAt
    },
    putOff,
    limitMs: (laterMs = 0) => Math.max(0, startsAt + laterMs - Date.now()) + SHOWN_LIMIT_MS,
  }
}
