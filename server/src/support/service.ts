// Owns: how technical support finds the candidate who calls: by number, with devices, network and preparation.
// Never shows a recording, a picture or a message; never answers before the look is in the audit log.
import type { SupportRow } from '@zhishi/core/contract'
import type { StaffId } from '@zhishi/core/ids'
import type { AttemptsService } from '../attempts/service.ts'
import type { AuditService } from '../audit/service.ts'
import type { CandidatesService } from '../candidates/service.ts'
import type { RecordingsService } from '../recordings/service.ts'
import { presentSupportRow } from './present.ts'

export type SupportService = ReturnType<typeof createSupportService>

export function createSupportService(it: {
  audit: AuditService
  candidates: CandidatesService
  attempts: AttemptsService
  recordings: RecordingsService
}) {
  const { audit, candidates, attempts, recordings } = it
  return {
    /** The attempts of whoever has this number, the next or newest T0 first. Empty: nobody has it. */
    async find(
      caller: { role: 'support' | 'proctor' | 'organiser'; staffId: StaffId },
      number: string,
    ): Promise<SupportRow[]> {
      const personIds = await candidates.findByNumber(number)
      // a number that nobody has is written down too: trying numbers is a look
      for (const personId of personIds.length > 0 ? personIds : [null]) {
        await audit.append({
          actorRole: caller.role,
          actorId: caller.staffId,
          action: 'candidateLookedUp',
          subject: { personId },
        })
      }
      const ids = await attempts.ofPeople(personIds)
      const [briefs, preparations, devices, signIns] = await Promise.all([
        attempts.brief(ids),
        attempts.preparations(ids),
        recordings.devicesOf(ids),
        candidates.signIns(personIds),
      ])
      return [...briefs.values()]
        .sort((a, b) => (b.startsAt ?? 0) - (a.startsAt ?? 0) || (a.attemptId < b.attemptId ? -1 : 1))
        .map((brief) =>
          presentSupportRow(brief, {
            preparation: preparations.get(brief.attemptId) ?? null,
            devices: devices.get(brief.attemptId) ?? [],
            signIns: signIns.get(brief.personId) ?? [],
          }),
        )
    },
  }
}
