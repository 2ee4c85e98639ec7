// Owns: help by text between candidate and proctor (step 10, 【求助】).
// Never holds behaviour.
import { z } from 'zod'
import { attemptId, commandId, sittingId } from '../ids/index.ts'
import { bilingual } from '../interview/index.ts'
import { phase } from '../process/index.ts'
import { instant } from '../time/index.ts'
import { ofAttempt, type Endpoints } from './endpoint.ts'

/** One message between candidate and proctor; `number` orders them and has no gaps. */
export const helpMessage = z
  .object({
    number: z.int(),
    messageId: z.string(),
    from: z.enum(['candidate', 'proctor']),
    text: z.string(),
    sentAt: instant,
  })
  .meta({ id: 'HelpMessage' })
export type HelpMessage = z.infer<typeof helpMessage>

/** One attempt that has asked, the longest unanswered first; answered ones last. */
export const helpRow = z
  .object({
    attemptId,
    sittingId,
    maskedName: z.string(),
    sittingName: bilingual,
    phase,
    lastText: z.string(),
    messages: z.int(),
    /** when the oldest unanswered message came; null: answered */
    waitingSince: instant.nullable(),
  })
  .meta({ id: 'HelpRow' })
export type HelpRow = z.infer<typeof helpRow>

export const helpEndpoints = {
  sendHelp: {
    method: 'POST',
    path: '/api/attempts/:attemptId/help',
    summary: 'Sends one message; a repeated messageId changes nothing and gets the same answer',
    callers: ['candidate', 'staff'],
    cost: 'light',
    action: 'help',
    params: ofAttempt,
    body: z.strictObject({ messageId: commandId, text: z.string().trim().min(1).max(500) }),
    response: helpMessage,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'attemptOver', 'tooManyTries', 'commandIdReused'],
  },
  listHelp: {
    method: 'GET',
    path: '/api/attempts/:attemptId/help',
    summary: 'All messages of an attempt, in order',
    callers: ['candidate', 'staff'],
    cost: 'light',
    action: 'help',
    params: ofAttempt,
    response: z.array(helpMessage),
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
  listHelpQueue: {
    method: 'GET',
    path: '/api/help-queue',
    summary: 'Attempts that have asked for help, the longest unanswered first',
    callers: ['staff'],
    cost: 'heavy',
    action: 'help',
    response: z.array(helpRow),
    refusals: ['signInNeeded', 'notAllowed'],
  },
} as const satisfies Endpoints
