// Owns: the draw and its public file (step 6).
// Never tells one's own lot or handle before it is drawn.
import { z } from 'zod'
import { contributor, drawCommitment } from '../draw/index.ts'
import { sittingId } from '../ids/index.ts'
import { instant } from '../time/index.ts'
import { ofAttempt, ofSitting, type Endpoints } from './endpoint.ts'

/**
 * A commitment to 32 random bytes of the server or to a text of a person, and what it was once the draw is open
 * (docs/fairness.md#lots).
 */
export const contribution = z.object({
  by: contributor,
  at: instant,
  /** SHA-256 of the contribution, hexadecimal */
  commitment: z.string(),
  /** hexadecimal; null until the draw opens */
  revealed: z.string().nullable(),
  /** what a person wrote, whose UTF-8 is `revealed`; null until the draw opens, and for the server */
  text: z.string().nullable(),
})

/** Eight letters are no secret, but enough that nobody sends an empty field; a sentence nobody guesses is meant. */
const contributedText = z
  .string()
  .trim()
  .min(8)
  .max(200)
  .regex(/^\P{Surrogate}*$/u, 'must be whole characters')

const contributed = z
  .object({ number: z.int().describe('of the commitment'), at: instant, commitment: z.string() })
  .meta({ id: 'Contributed' })
export type Contributed = z.infer<typeof contributed>

/** Everything by which anybody can compute the lots again. Names nobody. */
export const drawFile = z
  .object({
    sittingId,
    rule: z.literal('zhishi-draw-2'),
    /** SHA-256 over the salted handles of the roll, in its order */
    rollHash: z.string(),
    committedAt: instant,
    openedAt: instant.nullable(),
    contributions: z.array(contribution),
    /** only the server contributed: said openly */
    isServerAlone: z.boolean(),
    /** the same in words */
    inWords: z.object({ zh: z.string(), en: z.string() }),
    /** every commitment from the first on, also those that another one took the place of; the last one holds */
    commitments: z.array(drawCommitment),
    /** so many places at the end of the roll were committed without an owner, for people who are added later */
    spares: z.int(),
    /** handles in the order of the roll, which is that of the handles (the spare ones behind the others), with their lots; null until the draw opens */
    lots: z.array(z.object({ handle: z.string(), lot: z.int() })).nullable(),
  })
  .meta({ id: 'DrawFile' })
export type DrawFile = z.infer<typeof drawFile>

/**
 * One's own lot with what proves it: the salt turns one's attempt into one's handle in the public file. Until it is drawn
 * neither is told, because the handle alone would find the lot. `file` without its lots: the list may be long, and who
 * wants to check takes the public file itself.
 */
export const drawView = z
  .object({
    lot: z.int().nullable(),
    drawnAt: instant.nullable(),
    isDrawnByCandidate: z.boolean(),
    /** hexadecimal */
    salt: z.string().nullable(),
    handle: z.string().nullable(),
    /** how many lots the sitting has */
    count: z.int(),
    file: drawFile.omit({ lots: true }),
  })
  .meta({ id: 'Draw' })
export type DrawView = z.infer<typeof drawView>

export const drawsEndpoints = {
  readDraw: {
    method: 'GET',
    path: '/api/attempts/:attemptId/draw',
    summary: 'One’s own lot with its proof, once it is drawn',
    callers: ['candidate'],
    cost: 'light',
    params: ofAttempt,
    response: drawView,
    refusals: ['signInNeeded', 'notFound'],
  },
  readDrawFile: {
    method: 'GET',
    path: '/api/sittings/:sittingId/draw',
    summary: 'The public file of a draw: everything by which anybody can compute the lots again',
    callers: ['anyone'],
    cost: 'public',
    params: ofSitting,
    response: drawFile,
    refusals: ['notFound'],
  },
  contributeToDraw: {
    method: 'POST',
    path: '/api/sittings/:sittingId/draw/contributions',
    summary:
      'Contributes a text to a draw that is not open: its SHA-256 is public at once, the text when the draw opens',
    callers: ['staff'],
    cost: 'heavy',
    action: 'contributeToDraw',
    params: ofSitting,
    body: z.strictObject({ text: contributedText }),
    response: contributed,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'windowClosed', 'contributionGiven'],
  },
} as const satisfies Endpoints
