// Owns: the proof that an acknowledgement is this server's: a MAC over part, generation and offset, which goes out with every
// acknowledgement and comes back when a device says that it was promised more than is here.
// Never raises a generation, nor writes a loss down: a promise with a MAC does (losses.ts), a claim without one is only noted.
import type { PartId } from '@zhishi/core/ids'
import type { AuditService } from '../../audit/service.ts'
import { isSameSecret, type Keys } from '../../platform/keys.ts'
import type { Log } from '../faults.ts'
import type { Part } from '../repo.ts'

/** What a device says it holds a promise for: so many bytes, in a generation if it knows which. `mac` null: none came along. */
export type Promised = { bytes: number; generation: number | null; mac: string | null }

/** Half of the hash, as HMAC is to be cut at most (RFC 2104 §5). */
const MAC_BYTES = 16
/** Parts of which this process has noted a claim; more than one process serves at a time (upload/part-digests.ts). */
const NOTED_PARTS = 16_384

export type Promises = ReturnType<typeof createPromises>

export function createPromises(ports: { keys: Pick<Keys, 'mac'>; audit: AuditService; log: Log }) {
  const noted = new Set<PartId>()

  const macOf = (id: PartId, generation: number, bytes: number): Buffer =>
    ports.keys.mac('acknowledgements', `${id}\n${generation}\n${bytes}`).subarray(0, MAC_BYTES)

  return {
    /** What the acknowledgement of a part as it stands now carries. */
    macOf: ({ id, generation, bytes }: Pick<Part, 'id' | 'generation' | 'bytes'>): string =>
      macOf(id, generation, bytes).toString('base64url'),

    /** Whether this server, or one with its keys, gave that promise. */
    isOurs: (id: PartId, { bytes, generation, mac }: Promised): boolean =>
      mac !== null && isSameSecret(Buffer.from(mac, 'base64url'), macOf(id, generation ?? 0, bytes)),

    /** Writes down that a device claims a promise it cannot prove; once of a part, however often it is said. */
    async noteClaim(part: Part, { bytes, generation }: Promised, actorId: string): Promise<void> {
      if (noted.has(part.id)) return
      noted.add(part.id)
      const [oldest] = noted
      if (noted.size > NOTED_PARTS && oldest !== undefined) noted.delete(oldest)
      const subject = {
        attemptId: part.attemptId,
        partId: part.id,
        claimedBytes: bytes,
        claimedGeneration: generation,
        heldBytes: part.bytes,
        generation: part.generation,
      }
      ports.log.warn(
        subject,
        'a device claims that it was promised more of a part than is here, and has no proof of it',
      )
      await ports.audit.append({ actorRole: 'grant', actorId, action: 'promiseClaimed', subject })
    },
  }
}
