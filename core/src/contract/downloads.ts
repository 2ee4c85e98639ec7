// Owns: what the public download page may know (step 1).
// Never names anybody.
import { z } from 'zod'
import { bilingual } from '../interview/index.ts'
import { instant } from '../time/index.ts'
import type { Endpoints } from './endpoint.ts'
import { zone } from './zone.ts'

/** An interview whose software may be downloaded: public, so it names nobody. */
export const downloadView = z
  .object({
    interviewName: bilingual,
    organiser: bilingual,
    supportPhone: z.string(),
    ...zone,
    opensAt: instant,
    closesAt: instant,
    isOpen: z.boolean(),
  })
  .meta({ id: 'Download' })
export type DownloadView = z.infer<typeof downloadView>

export const downloadsEndpoints = {
  listDownloads: {
    method: 'GET',
    path: '/api/downloads',
    summary: 'Interviews with their download windows',
    callers: ['anyone'],
    cost: 'light',
    response: z.array(downloadView),
    refusals: [],
  },
} as const satisfies Endpoints
