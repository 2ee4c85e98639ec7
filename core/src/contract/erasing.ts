// Owns: asking for what is kept of an attempt or of an interview to be erased.
// Never holds behaviour.
import { z } from 'zod'
import { erasingAccept } from '../erasing/index.ts'
import { erasureId, interviewId } from '../ids/index.ts'
import { ofAttempt, type Endpoints } from './endpoint.ts'

const asked = z.strictObject({
  /** what whoever asks knows and accepts */
  accepts: z.array(erasingAccept),
})

/** It goes on in the background; 运行状况 shows how far it is. */
const answer = z.object({ erasureId }).meta({ id: 'Erasure' })

const refusals = [
  'signInNeeded',
  'notAllowed',
  'notFound',
  'malformed',
  'attemptNotOver',
  'recordingsNotSafe',
  'resultNotPublished',
] as const

export const erasingEndpoints = {
  eraseAttempt: {
    method: 'POST',
    path: '/api/attempts/:attemptId/erase',
    summary:
      'Has everything erased that is kept of an attempt: rows, recordings, copies, pictures; asking again changes nothing',
    callers: ['staff'],
    cost: 'heavy',
    action: 'eraseAttempt',
    params: ofAttempt,
    body: asked,
    response: answer,
    refusals,
  },
  eraseInterview: {
    method: 'POST',
    path: '/api/interviews/:interviewId/erase',
    summary: 'Has everything erased that is kept of an interview and of all its attempts; asking again changes nothing',
    callers: ['staff'],
    cost: 'heavy',
    action: 'eraseInterview',
    params: z.strictObject({ interviewId }),
    body: asked,
    response: answer,
    refusals,
  },
} as const satisfies Endpoints
