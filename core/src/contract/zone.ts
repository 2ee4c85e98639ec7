// Owns: how every view tells the zone that its times are shown in.
// Never holds behaviour.
import { z } from 'zod'
import { instant } from '../time/index.ts'

/** A zone of the IANA list, with its offsets by the server's data: pages whose own data disagrees show these. */
export const zone = {
  timeZone: z.string(),
  zoneOffsets: z.array(z.object({ fromAt: instant, aheadMs: z.int() })),
}
