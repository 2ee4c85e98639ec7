// Owns: what staff see of what devices wrote down and of when they were heard of.
// Never a claim alone: the server's time of arrival stands beside each.
import { z } from 'zod'
import { partId } from '../../ids/index.ts'
import { deviceKind, journalBody } from '../../recording/index.ts'
import { instant } from '../../time/index.ts'
import { ofAttempt, type Endpoints } from '../endpoint.ts'

/** Where the next page of a journal begins. */
export const journalCursor = z.strictObject({ at: instant, partId, offset: z.int().min(0) })
export type JournalCursor = z.infer<typeof journalCursor>

/** `notices`: what a machine noticed, and gaps. */
export const journalFilter = z.enum(['notices', 'all'])
export type JournalFilter = z.infer<typeof journalFilter>

/** The journals of all devices of an attempt, in the order of what they claim. */
export const journalPage = z
  .object({
    serverNow: instant,
    entries: z.array(
      z.object({
        partId,
        offset: z.int(),
        device: deviceKind,
        /** by the device's own account */
        claimedAt: instant.nullable(),
        /** by the server's clock */
        arrivedAt: instant,
        /** null: the line could not be read as an entry */
        body: journalBody.nullable(),
      }),
    ),
    next: journalCursor.nullable(),
    counts: z.object({ all: z.int(), notices: z.int(), unreadable: z.int() }),
  })
  .meta({ id: 'JournalPage' })
export type JournalPage = z.infer<typeof journalPage>
export type JournalLine = JournalPage['entries'][number]

/** When the computer of an attempt was heard of between entry and end. */
export const presenceView = z
  .object({
    serverNow: instant,
    /** null: not entered */
    within: z.object({ fromAt: instant, toAt: instant }).nullable(),
    /** stretches without a beat; made by the server */
    gaps: z.array(z.object({ fromAt: instant, toAt: instant })),
    /** the early end as the computer's journal claims it */
    finish: z.object({ claimedAt: instant, arrivedAt: instant }).nullable(),
  })
  .meta({ id: 'Presence' })
export type PresenceView = z.infer<typeof presenceView>

export const journalEndpoints = {
  lookAtJournal: {
    method: 'POST',
    path: '/api/attempts/:attemptId/journal',
    summary: 'A page of what the devices of an attempt wrote down, as claimed and as arrived; looking is audited',
    callers: ['staff'],
    cost: 'heavy',
    action: 'lookAtRecordings',
    params: ofAttempt,
    body: z.strictObject({ filter: journalFilter, after: journalCursor.nullable() }),
    response: journalPage,
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
  readPresence: {
    method: 'GET',
    path: '/api/attempts/:attemptId/presence',
    summary: 'When the computer of an attempt was not heard of between entry and end',
    callers: ['staff'],
    cost: 'light',
    action: 'lookAtRecordings',
    params: ofAttempt,
    response: presenceView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
} as const satisfies Endpoints
