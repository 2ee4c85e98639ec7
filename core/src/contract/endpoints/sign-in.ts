// Owns: signing in and out.
// Never holds behaviour.
import { z } from 'zod'
import { deviceId } from '../../ids/index.ts'
import type { Endpoints } from '../endpoint.ts'
import { clockView, me } from '../views.ts'

export const signInEndpoints = {
  clock: {
    method: 'GET',
    path: '/api/clock',
    summary: 'The server clock, by which every window is judged',
    callers: ['anyone'],
    response: clockView,
    refusals: [],
  },
  signIn: {
    method: 'POST',
    path: '/api/sign-in',
    summary: 'Signs a candidate in with ID-document number and personal code',
    callers: ['anyone'],
    body: z.strictObject({ number: z.string().max(64), personalCode: z.string().max(64), deviceId }),
    response: me,
    refusals: ['signInRefused', 'tooManyTries'],
  },
  openSignInLink: {
    method: 'POST',
    path: '/api/sign-in/link',
    summary: 'Signs a member of staff in with the secret of a sign-in link',
    callers: ['anyone'],
    body: z.strictObject({ secret: z.string().max(128), deviceId }),
    response: me,
    refusals: ['signInRefused', 'tooManyTries'],
  },
  signOut: {
    method: 'POST',
    path: '/api/sign-out',
    summary: 'Ends the sign-in of this browser; uploads go on',
    callers: ['anyone'],
    body: z.strictObject({}),
    response: z.strictObject({}),
    refusals: [],
  },
  me: {
    method: 'GET',
    path: '/api/me',
    summary: 'Who is signed in on this browser',
    callers: ['candidate', 'staff'],
    response: me,
    refusals: ['signInNeeded'],
  },
} as const satisfies Endpoints
