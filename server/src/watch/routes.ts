// Owns: the HTTP door of what an organiser watches.
// Never holds a rule: it hands the parsed request to the service.
import { endpoints } from '@zhishi/core/contract'
import { accept } from '@zhishi/core/refusal'
import type { Mount } from '../platform/http/mount.ts'
import type { WatchService } from './service.ts'

export function mountWatch(mount: Mount, it: { service: WatchService }): void {
  const { service } = it
  mount(endpoints.readWatch, async () => accept(service.view()))
  mount(endpoints.summariseSitting, ({ params }) => service.summarise(params.sittingId))
}
