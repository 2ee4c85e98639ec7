// Owns: the form of a row of the endpoints table.
// Never holds a row.
import { z } from 'zod'
import type { Action } from '../access/index.ts'
import { attemptId, partId, sittingId } from '../ids/index.ts'
import type { RefusalCode } from '../refusal/index.ts'

/** Who may call: who is signed in, the holder of a grant, or anyone. */
export type Caller = 'anyone' | 'candidate' | 'staff' | 'grant'

export type Endpoint = {
  method: 'GET' | 'POST' | 'HEAD' | 'PATCH' | 'OPTIONS'
  path: string
  /** one plain sentence, shown in the generated OpenAPI document */
  summary: string
  callers: readonly Caller[]
  /**
   * What a member of staff must have the right to do somewhere (`access`); to this very object, the service asks. Absent:
   * any member of staff, of themselves.
   */
  action?: Action
  params?: z.ZodType
  body?: z.ZodType
  /** absent: no JSON body (tus, media) */
  response?: z.ZodType
  refusals: readonly RefusalCode[]
  /** tus 1.0 and media bytes: mounted by hand with their own parsers */
  isRaw?: true
}

/** A table of endpoints by name. */
export type Endpoints = Record<string, Endpoint>

export const ofAttempt = z.strictObject({ attemptId })
export const ofPart = z.strictObject({ partId })
export const ofSitting = z.strictObject({ sittingId })
