// Owns: the attachments of a sitting (step 7).
// Never holds behaviour.
import { z } from 'zod'
import { attemptId } from '../ids/index.ts'
import { bilingual } from '../interview/index.ts'
import { ofAttempt, type Endpoints } from './endpoint.ts'

export const attachmentView = z
  .object({ number: z.int(), name: bilingual, mime: z.string(), bytes: z.int() })
  .meta({ id: 'Attachment' })
export type AttachmentView = z.infer<typeof attachmentView>

export const attachmentsEndpoints = {
  listAttachments: {
    method: 'GET',
    path: '/api/attempts/:attemptId/attachments',
    summary: 'The attachments of the sitting, in their window',
    callers: ['candidate'],
    cost: 'light',
    params: ofAttempt,
    response: z.array(attachmentView),
    refusals: ['signInNeeded', 'notFound', 'otherDevice', 'notYetOpen', 'windowClosed', 'stepMissing', 'attemptOver'],
  },
  readAttachment: {
    method: 'GET',
    path: '/api/attempts/:attemptId/attachments/:number',
    summary: 'The bytes of one attachment, to be shown in the page; looking is audited',
    callers: ['candidate'],
    cost: 'media',
    params: z.strictObject({ attemptId, number: z.coerce.number().int().min(1).max(99) }),
    refusals: ['signInNeeded', 'notFound', 'otherDevice', 'notYetOpen', 'windowClosed', 'stepMissing', 'attemptOver'],
    isRaw: true,
  },
} as const satisfies Endpoints
