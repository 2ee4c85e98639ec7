// Owns: everything that goes over the socket (`/api/socket`), in both directions: closed lists, parsed on both sides.
// Never carries what must not be lost: truth stays in the database, and a message only says "ask again". The one
// exception is the key of the questions, which can be asked for as well (`readPackKey`).
//
// A page subscribes to topics. Every topic numbers its messages from 1 without gaps, in the order in which their changes
// became visible. After a break the page names the last number it has and gets what came since, each once and in order.
import { z } from 'zod'
import { attemptId, sittingId, type AttemptId, type SittingId } from '../ids/index.ts'
import { refusalCode } from '../refusal/index.ts'
import { instant } from '../time/index.ts'
import type { Endpoints } from './endpoint.ts'
import { packKeyView } from './questions.ts'

/** What one may listen to: an attempt (its candidate, staff) or a sitting (staff), as `attempt/ID` or `sitting/ID`. */
export const topic = z.union([
  z.templateLiteral(['attempt/', z.string()]).refine((text) => attemptId.safeParse(text.slice(8)).success),
  z.templateLiteral(['sitting/', z.string()]).refine((text) => sittingId.safeParse(text.slice(8)).success),
])
export type Topic = z.infer<typeof topic>

export const topicOfAttempt = (id: AttemptId): Topic => `attempt/${id}`
export const topicOfSitting = (id: SittingId): Topic => `sitting/${id}`

/** The attempt a topic is about; null: it is a sitting's. */
export function attemptOfTopic(it: Topic): AttemptId | null {
  return it.startsWith('attempt/') ? attemptId.parse(it.slice(8)) : null
}

/** The sitting a topic is about; null: it is an attempt's. */
export function sittingOfTopic(it: Topic): SittingId | null {
  return it.startsWith('sitting/') ? sittingId.parse(it.slice(8)) : null
}

/** What a topic tells: ids only, no personal data. Whoever is told asks again, and gets what they may see. */
export const pushMessage = z.discriminatedUnion('kind', [
  /** facts of the attempt changed: a command, its own or somebody else's */
  z.strictObject({ kind: z.literal('attemptChanged'), attemptId }),
  /** somebody wrote in the attempt's conversation */
  z.strictObject({ kind: z.literal('helpArrived'), attemptId }),
])
export type PushMessage = z.infer<typeof pushMessage>

const sequence = z.int().min(0)

/** What a page says. */
export const socketAsk = z
  .discriminatedUnion('kind', [
    /** `after`: the last number of the topic that the page has; null: from now on */
    z.strictObject({ kind: z.literal('subscribe'), topic, after: sequence.nullable() }),
    z.strictObject({ kind: z.literal('unsubscribe'), topic }),
  ])
  .meta({ id: 'SocketAsk' })
export type SocketAsk = z.infer<typeof socketAsk>

/** What the server says. */
export const socketMessage = z
  .discriminatedUnion('kind', [
    /** messages of the topic follow from `sequence` + 1. `isResumed` false: what came before is not known, ask for all */
    z.strictObject({ kind: z.literal('subscribed'), topic, sequence, isResumed: z.boolean() }),
    z.strictObject({ kind: z.literal('refused'), topic, code: refusalCode }),
    z.strictObject({ kind: z.literal('message'), topic, sequence, message: pushMessage }),
    /** from T0 on, once, to the computer of an attempt that has entered; without a number, because it is never stored */
    z.strictObject({ kind: z.literal('packKey'), attemptId, ...packKeyView.shape }),
    /** so that a page notices a line that is dead */
    z.strictObject({ kind: z.literal('alive'), serverNow: instant }),
  ])
  .meta({ id: 'SocketMessage' })
export type SocketMessage = z.infer<typeof socketMessage>

/** The longest a page may say: a topic and a number are about 100 bytes. */
export const SOCKET_ASK_MAX_BYTES = 1024
/** How often the server says `alive`; a page that hears nothing for twice as long opens a new socket. */
export const SOCKET_ALIVE_EVERY_MS = 20_000

/**
 * The server closes with this code (of those that RFC 6455 §7.4.2 leaves to applications; 401 in HTTP) where the sign-in by which the
 * socket was opened has ended, or nothing is left that staff may see. The page asks who is signed in.
 */
export const SOCKET_SIGN_IN_ENDED = 4401

/** Reads one text of the socket. Null: not JSON, or not of the list. */
export function parseSocket<Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

export const socketEndpoints = {
  openSocket: {
    method: 'GET',
    path: '/api/socket',
    summary:
      'A WebSocket that says when something changed; staff pages add ?side=staff. Messages: SocketAsk, SocketMessage',
    callers: ['candidate', 'staff'],
    cost: 'light',
    action: 'seeSitting',
    refusals: ['signInNeeded', 'foreignOrigin', 'malformed', 'tooManyTries'],
    isRaw: true,
  },
} as const satisfies Endpoints
