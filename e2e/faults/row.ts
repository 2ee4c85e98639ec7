// Owns: what a row of the fault matrix is, and the end that most rows have in common.
// Never says whether bytes are lost: that is compare.ts, afterwards.
import { setTimeout as sleep } from 'node:timers/promises'
import type { AttemptView } from '@zhishi/core/contract'
import type { Feed } from '@zhishi/core/recording'
import { RefusedError } from '../../tools/candidate-bot/caller.ts'
import type { FaultName } from '../../tools/faults/catalogue.ts'
import type { Device } from '../../tools/faults/page/device.ts'
import type { Product } from '../harness/product.ts'
import type { Run, Seat } from './world.ts'

export type Row = {
  name: string
  group: 'wire' | 'server' | 'store' | 'authority' | 'client' | 'slow'
  fault: FaultName
  /** what happens, in one line of the report */
  says: string
  /** the fault takes away what had a receipt, and the server must say so; in every other row it must not have to */
  losesAcknowledged?: boolean
  /** what the files must show after the candidate's last press */
  goals?: RecordedGoals
  /** why it cannot be run on this machine; null: it can */
  notHere?: () => string | null
  /** Causes it. @returns the product on whose disk the bytes are. @throws Error when anything is not as promised */
  run(run: Run): Promise<Product>
}

/** `share`: of the due time, 0 to 1 · `missingMs`: at most so much of it · a feed without a goal is reported only */
export type RecordedGoals = Partial<Record<Feed, { share?: number; missingMs?: number }>>

/** A machine of two cores that does other things too; what is not safe by then never will be. */
const SAFE_LIMIT_MS = 90_000
/** As the page (web/src/candidate/attempt/conduct.ts), quicker. */
const HAND_IN_AGAIN_MS = 500

/** A number between the two, both possible. */
export const between = (from: number, to: number): number => from + Math.floor(Math.random() * (to - from + 1))

/** Ends every part, waits until each has its receipt, and hands in. */
export async function handIn(seat: Seat, ...devices: Device[]): Promise<void> {
  for (const device of devices) await device.endAll('finished')
  for (const device of devices) await device.untilSafe(SAFE_LIMIT_MS)
  const [own] = devices
  const look = (): Promise<AttemptView> => seat.caller.ask(`/api/attempts/${seat.attemptId}`)
  let view = await look()
  // a quick machine is done before T0, and nobody ends what has not begun
  for (; view.phase === 'waiting'; view = await look()) await sleep(HAND_IN_AGAIN_MS)
  // where time has ended it already, nobody needs to
  if (view.abilities.includes('finish')) view = await seat.command({ kind: 'finish' })
  if (!view.abilities.includes('handIn')) throw new Error(`everything is sealed, and the attempt is ${view.phase}`)
  for (const until = Date.now() + SAFE_LIMIT_MS; view.phase !== 'handedIn';) {
    try {
      view = await seat.command({ kind: 'handIn', partIds: own?.partIds() ?? [], acceptsMissing: false })
    } catch (error) {
      // as the page does: a server that was restored has lost what had receipts, and is sent it again
      if (!(error instanceof RefusedError) || error.code !== 'recordingsNotSafe' || Date.now() > until) throw error
      own?.uploadNow()
      await sleep(HAND_IN_AGAIN_MS)
    }
  }
}
