// Owns: how technical support finds the candidate who calls: by number, with devices, network and preparation.
// Never shows a recording, a picture or a message; never answers before the look is in the audit log.
import { abilitiesOn, actingRole, may, roleAnywhere } from '@zhishi/core/access'
import type { SupportRow } from '@zhishi/core/contract'
import type { AttemptsService } from '../attempts/service.ts'
import type { AuditService } from '../audit/service.ts'
import type { CandidatesService } from '../candidates/service.ts'
import type { StaffCaller } from '../platform/http/caller.ts'
import type { RecordingsService } from '../recordings/service.ts'
import { presentSupportRow } from './present.ts'

export type SupportService = ReturnType<typeof createSupportService>

export function createSupportService(ports: {
  audit: AuditService
  candidates: CandidatesService
  attempts: AttemptsService
  recordings: RecordingsService
}) {
  const { audit, candidates, attempts, recordings } = ports
  return {
    /** The attempts of whoever has this number, the next or newest T0 first. Empty: nobody has it. */
    async find(caller: StaffCaller, number: string): Promise<SupportRow[]> {
      const personIds = await candidates.findByNumber(number)
      const all = await attempts.brief(await attempts.ofPeople(personIds))
      // the same number may be somebody's in an interview that is not the caller's
      const briefs = [...all.values()].filter((brief) => may(caller, 'findCandidate', brief))
      const found = new Map(briefs.map((brief) => [brief.personId, brief]))
      // a number that nobody has is written down too: trying numbers is a look
      for (const personId of found.size > 0 ? found.keys() : [null]) {
        const brief = personId && found.get(personId)
        const role = brief ? actingRole(caller, 'findCandidate', brief) : roleAnywhere(caller, 'findCandidate')
        if (role === null) throw new Error('somebody without the right to find candidates was let in')
        await audit.append({
          actorRole: role,
          actorId: caller.staffId,
          action: 'candidateLookedUp',
          subject: { personId },
        })
      }
      const ids = briefs.map(({ attemptId }) => attemptId)
      const [preparations, devices, signIns] = await Promise.all([
        attempts.preparations(ids),
        recordings.devicesOf(ids),
        candidates.signIns([...found.keys()]),
      ])
      return briefs
        .sort((a, b) => (b.startsAt ?? 0) - (a.startsAt ?? 0) || (a.attemptId < b.attemptId ? -1 : 1))
        .map((brief) =>
          presentSupportRow(brief, {
            abilities: abilitiesOn(caller, brief),
            preparation: preparations.get(brief.attemptId) ?? null,
            devices: devices.get(brief.attemptId) ?? [],
            signIns: signIns.get(brief.personId) ?? [],
          }),
        )
    },
  }
}
