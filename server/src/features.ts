// Owns: the names of the features, as the files that build the server hand them to each other.
// Never builds one: main.ts does.
import type { createAttachmentsService } from './attachments/service.ts'
import type { AttemptLists } from './attempt-lists/service.ts'
import type { AttemptsService } from './attempts/service.ts'
import type { AuditChain, AuditService } from './audit/service.ts'
import type { CandidatesService } from './candidates/service.ts'
import type { createDrawsService } from './draws/service.ts'
import type { createEvidenceService } from './evidence/service.ts'
import type { HelpService } from './help/service.ts'
import type { createIdPhotosService } from './id-photos/service.ts'
import type { createIdentityService } from './identity/service.ts'
import type { createInterviewsService } from './interviews/service.ts'
import type { LiveService } from './live/service.ts'
import type { createQuestionPacks, createQuestionsService } from './questions/service.ts'
import type { RecordingsService } from './recordings/service.ts'
import type { ReviewCodesService } from './review-codes/service.ts'
import type { ScoringService } from './scoring/service.ts'
import type { StaffService } from './staff/service.ts'
import type { createSupportService } from './support/service.ts'
import type { WatchService } from './watch/service.ts'

export type Features = {
  audit: AuditService
  auditChain: AuditChain
  candidates: CandidatesService
  staff: StaffService
  draws: ReturnType<typeof createDrawsService>
  attachments: ReturnType<typeof createAttachmentsService>
  idPhotos: ReturnType<typeof createIdPhotosService>
  reviewCodes: ReviewCodesService
  recordings: RecordingsService
  live: LiveService
  help: HelpService
  packs: ReturnType<typeof createQuestionPacks>
  attempts: AttemptsService
  lists: AttemptLists
  questions: ReturnType<typeof createQuestionsService>
  interviews: ReturnType<typeof createInterviewsService>
  scoring: ScoringService
  support: ReturnType<typeof createSupportService>
  evidence: ReturnType<typeof createEvidenceService>
  identity: ReturnType<typeof createIdentityService>
  watch: WatchService
}
