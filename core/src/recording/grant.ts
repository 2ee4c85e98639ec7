// Owns: the right of one device to upload its own parts: what it says and what it covers.
// Never signs or checks a signature: that needs the server's key (server/recordings).
import { z } from 'zod'
import { attemptId, deviceId, grantId } from '../ids/index.ts'
import { instant } from '../time/index.ts'
import { line } from './feeds.ts'

/** Signed by the server, kept in the device's log, independent of the sign-in (docs/recording.md#grants). */
export const grantClaims = z.strictObject({
  grantId,
  attemptId,
  deviceId,
  lines: z.array(line).min(1),
  issuedAt: instant,
})
export type GrantClaims = z.infer<typeof grantClaims>

/** A grant on the wire: `zg1.<base64url claims>.<base64url HMAC-SHA-256>`, sent as `Authorization: Bearer`. */
export const GRANT_PREFIX = 'zg1'
