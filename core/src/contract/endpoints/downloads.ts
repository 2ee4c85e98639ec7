// Owns: what the public download page may know (step 1).
// Never holds behaviour.
import { z } from 'zod'
import type { Endpoints } from '../endpoint.ts'
import { downloadView } from '../step-views.ts'

export const downloadsEndpoints = {
  listDownloads: {
    method: 'GET',
    path: '/api/downloads',
    summary: 'Interviews with their download windows',
    callers: ['anyone'],
    response: z.array(downloadView),
    refusals: [],
  },
} as const satisfies Endpoints
