// Owns: taking in an export file that a device wrote.
// Never trusts it: its parts come in as uploads that arrive now.
import { z } from 'zod'
import { partId } from '../../ids/index.ts'
import { line } from '../../recording/index.ts'
import { refusalCode } from '../../refusal/index.ts'
import { ofAttempt, type Endpoints } from '../endpoint.ts'

/** What came of importing an export file: one row a part. */
export const importView = z
  .object({
    parts: z.array(
      z.object({
        partId,
        line,
        number: z.int(),
        bytes: z.int(),
        /** bytes the server did not have before */
        addedBytes: z.int(),
        /** the server holds all of the part, and a receipt says so */
        isSealed: z.boolean(),
        /** null: all of these bytes are on the server now, new or not */
        refusal: refusalCode.nullable(),
      }),
    ),
  })
  .meta({ id: 'Import' })
export type ImportView = z.infer<typeof importView>

export const importEndpoints = {
  importExport: {
    method: 'POST',
    path: '/api/attempts/:attemptId/import',
    summary:
      'Takes in an export file (application/zip, as the device wrote it) part by part, as uploads that arrive now; repeating it changes nothing',
    callers: ['staff'],
    cost: 'heavy',
    action: 'importExport',
    params: ofAttempt,
    response: importView,
    refusals: [
      'signInNeeded',
      'notAllowed',
      'notFound',
      'unsupportedMediaType',
      'tooLarge',
      'exportDamaged',
      'exportForeign',
      'storageFull',
      'unavailable',
    ],
    isRaw: true,
  },
} as const satisfies Endpoints
