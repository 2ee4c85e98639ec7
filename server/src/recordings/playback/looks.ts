// Owns: writing down who looked at which part, or (no part) at the answer made of several.
// Never lets a byte go out by itself: whoever sends bytes waits for this first.
import type { AttemptId, PartId } from '@zhishi/core/ids'
import type { AuditService } from '../../audit/service.ts'

/** Looks that this process remembers, so that seeking within a part is not a new look each time. */
const REMEMBERED_LOOKS = 10_000

export function createLooks(ports: { audit: AuditService }) {
  const begun = new Set<string>()

  /**
   * One audit entry for each request without a range or with one from 0: that is how a player begins. Its further
   * ranges are the same look. A range from the middle by somebody who was not seen to begin is a look of its own, so
   * that none goes unwritten.
   */
  return async (
    who: { role: string; id: string },
    seen: { attemptId: AttemptId; id: PartId | null },
    fromByte: number,
  ): Promise<void> => {
    const look = `${who.id}/${seen.attemptId}/${seen.id}`
    if (fromByte > 0 && begun.has(look)) return
    await ports.audit.append({
      actorRole: who.role,
      actorId: who.id,
      action: 'recordingLookedAt',
      subject: { attemptId: seen.attemptId, partId: seen.id },
    })
    begun.add(look)
    const [oldest] = begun
    if (begun.size > REMEMBERED_LOOKS && oldest !== undefined) begun.delete(oldest)
  }
}
