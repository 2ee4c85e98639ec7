// Owns: the server's clock, who is signed in, signing in and out.
// Never carries a full ID-document number or a personal code.
import { z } from 'zod'
import { action, membership } from '../access/index.ts'
import { attemptId, deviceId, personId, staffId } from '../ids/index.ts'
import { instant } from '../time/index.ts'
import type { Endpoints } from './endpoint.ts'

export const clockView = z.object({ serverNow: instant }).meta({ id: 'Clock' })

const candidateMe = z.object({
  role: z.literal('candidate'),
  personId,
  maskedName: z.string(),
  attemptIds: z.array(attemptId),
  /** by which name the server knows this device: the one its page gave it, where that is nobody else's */
  deviceId: deviceId.optional(),
})

/** Who is signed in on this browser. */
export const me = z
  .discriminatedUnion('role', [
    candidateMe,
    z.object({
      role: z.literal('staff'),
      staffId,
      name: z.string(),
      /** those that count now */
      memberships: z.array(membership),
      /** what they may do somewhere: what is worth offering at all */
      abilities: z.array(action),
    }),
  ])
  .meta({ id: 'Me' })
export type Me = z.infer<typeof me>

/** What a device shows of itself beside its cookie, which a killed browser may have forgotten: 256 bits in base64url. */
const deviceSecret = z.string().max(64)

/** `deviceSecret`: by this the server knows the device from now on; to be kept there and shown at each sign-in. */
export const signedIn = candidateMe.extend({ deviceId, deviceSecret }).meta({ id: 'SignedIn' })
export type SignedIn = z.infer<typeof signedIn>

export const signInEndpoints = {
  clock: {
    method: 'GET',
    path: '/api/clock',
    summary: 'The server clock, by which every window is judged',
    callers: ['anyone'],
    cost: 'public',
    response: clockView,
    refusals: [],
  },
  signIn: {
    method: 'POST',
    path: '/api/sign-in',
    summary: 'Signs a candidate in with ID-document number and personal code',
    callers: ['anyone'],
    cost: 'light',
    body: z.strictObject({
      number: z.string().max(64),
      personalCode: z.string().max(64),
      /** by which name its page knows this device; proves nothing */
      deviceId,
      deviceSecret: deviceSecret.optional(),
    }),
    response: signedIn,
    refusals: ['signInRefused', 'tooManyTries'],
  },
  openSignInLink: {
    method: 'POST',
    path: '/api/sign-in/link',
    summary: 'Signs a member of staff in with the secret of a sign-in link',
    callers: ['anyone'],
    cost: 'light',
    body: z.strictObject({ secret: z.string().max(128), deviceId }),
    response: me,
    refusals: ['signInRefused', 'tooManyTries'],
  },
  signOut: {
    method: 'POST',
    path: '/api/sign-out',
    summary: 'Ends the sign-in of this browser; uploads go on',
    callers: ['anyone'],
    cost: 'light',
    body: z.strictObject({}),
    response: z.strictObject({}),
    refusals: [],
  },
  me: {
    method: 'GET',
    path: '/api/me',
    summary: 'Who is signed in on this browser',
    callers: ['candidate', 'staff'],
    cost: 'evidence',
    response: me,
    refusals: ['signInNeeded'],
  },
} as const satisfies Endpoints
