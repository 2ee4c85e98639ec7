// Owns: the HTTP endpoints of question packs, their keys and unlock codes.
// Never holds a rule: it hands the parsed request to the service.
import { endpoints } from '@zhishi/core/contract'
import type { Mount } from '../platform/http/mount.ts'
import type { QuestionsService } from './service.ts'

export function mountQuestions(mount: Mount, { service }: { service: QuestionsService }): void {
  mount(endpoints.readPack, ({ params, caller }) => service.pack(params.attemptId, caller))
  mount(endpoints.readPackKey, ({ params, caller }) => service.packKey(params.attemptId, caller))
  mount(endpoints.readUnlockCode, ({ params, caller }) => service.unlockCode(params.attemptId, caller))
}
