// Owns: the rows in which the network mishandles requests: the page's own uploader talks to the real server through a
// courier that strikes at random. A row in which nothing was struck has failed.
import type { WireFault } from '../harness/courier.ts'
import { scaled } from '../../tools/machine-speed.ts'
import { handIn, type Row } from './row.ts'

/** Some forty appends on three lines. */
const RECORD_MS = 4000
/** Every third request or so: between two strikes something gets through. */
const SHARE = 0.35
/**
 * So many strikes make a run: which requests are struck is left to chance, and a busy computer sends its appends in few
 * large requests, which chance alone may all pass by.
 */
const STRIKES = 3
const STRIKES_LIMIT_MS = scaled(60_000)
const MORE_MS = 500
const wire = (fault: WireFault, says: string, it: { name?: string; share?: number; of?: string } = {}): Row => ({
  name: `wire ${it.name ?? fault}`,
  group: 'wire',
  fault,
  says,
  async run(run) {
    const product = await run.shared()
    const courier = await run.courier(product)
    const seat = await run.seat(product)
    const device = await run.device(seat, () => courier.url)
    await device.beginAll()
    courier.begin(fault, { share: SHARE, ...it })
    const until = Date.now() + STRIKES_LIMIT_MS
    // an end of a part is only told when the recording is over
    const leastStrikes = it.of ? 0 : STRIKES
    await device.record(RECORD_MS)
    while (courier.struck() < leastStrikes && Date.now() < until) await device.record(MORE_MS)
    await handIn(seat, device)
    if (courier.struck() === 0) throw new Error('the fault met no request')
    return product
  },
})

export const WIRE_ROWS: Row[] = [
  wire('twice', 'every request about parts arrives twice, the end too; either answer comes back', { share: 1 }),
  wire('out-of-order', 'the second half of a range arrives before the first'),
  wire('truncated', 'a body ends anywhere before its length, and the connection with it'),
  wire('flipped-bit', 'one bit of a range changes on its way'),
  wire('twice', 'the end of every part is told twice; either answer comes back', {
    name: 'finish twice',
    share: 1,
    of: '/seal',
  }),
  wire('stale-offset', 'the answer is lost, and the range before arrives once more'),
  wire('methods-refused', 'a network lets only POST through: PATCH is refused and HEAD answered on the way', {
    share: 1,
  }),
  wire('gateway-answers', 'a gateway answers 404, 409, 413 or 460 in the place of the server, the end of a part too'),
]
