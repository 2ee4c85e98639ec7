// Owns: the draw and its public file (step 6).
// Never holds behaviour.
import { ofAttempt, ofSitting, type Endpoints } from '../endpoint.ts'
import { drawFile, drawView } from '../step-views.ts'

export const drawsEndpoints = {
  readDraw: {
    method: 'GET',
    path: '/api/attempts/:attemptId/draw',
    summary: 'One’s own lot with its proof, once it is drawn',
    callers: ['candidate'],
    params: ofAttempt,
    response: drawView,
    refusals: ['signInNeeded', 'notFound'],
  },
  readDrawFile: {
    method: 'GET',
    path: '/api/sittings/:sittingId/draw',
    summary: 'The public file of a draw: everything by which anybody can compute the lots again',
    callers: ['anyone'],
    params: ofSitting,
    response: drawFile,
    refusals: ['notFound'],
  },
} as const satisfies Endpoints
