// Owns: the HTTP endpoints of the download page.
// Never asks who is there: the page is public.
import { endpoints } from '@zhishi/core/contract'
import { accept } from '@zhishi/core/refusal'
import type { Mount } from '../platform/http/mount.ts'
import type { DownloadsService } from './service.ts'

export function mountDownloads(mount: Mount, ports: { service: DownloadsService }): void {
  mount(endpoints.listDownloads, async () => accept(await ports.service.list()))
}
