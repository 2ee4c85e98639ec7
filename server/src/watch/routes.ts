// Owns: the HTTP endpoints of what an organiser watches.
// Never holds a rule: it hands the parsed request to the service.
import { endpoints } from '@zhishi/core/contract'
import type { SittingId } from '@zhishi/core/ids'
import { accept, refuse } from '@zhishi/core/refusal'
import type { ActingAs, StaffCaller } from '../platform/http/caller.ts'
import type { Mount } from '../platform/http/mount.ts'
import type { WatchService } from './service.ts'

export function mountWatch(
  mount: Mount,
  ports: {
    service: WatchService
    actingIn: (caller: StaffCaller, id: SittingId, action: 'summariseSitting') => Promise<ActingAs | null>
  },
): void {
  const { service } = ports
  mount(endpoints.readWatch, async () => accept(service.view()))
  mount(endpoints.summariseSitting, async ({ params, caller }) =>
    (await ports.actingIn(caller, params.sittingId, 'summariseSitting'))
      ? service.summarise(params.sittingId)
      : refuse('notFound'),
  )
}
