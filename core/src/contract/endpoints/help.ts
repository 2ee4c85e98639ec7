// Owns: help by text between candidate and proctor (step 10, 【求助】).
// Never holds behaviour.
import { z } from 'zod'
import { commandId } from '../../ids/index.ts'
import { ofAttempt, type Endpoints } from '../endpoint.ts'
import { helpMessage, helpRow } from '../step-views.ts'

export const helpEndpoints = {
  sendHelp: {
    method: 'POST',
    path: '/api/attempts/:attemptId/help',
    summary: 'Sends one message; a repeated messageId changes nothing and gets the same answer',
    callers: ['candidate', 'staff'],
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
    action: 'help',
    response: z.array(helpRow),
    refusals: ['signInNeeded', 'notAllowed'],
  },
} as const satisfies Endpoints
