// Owns: the form of a row of the endpoints table.
// Never holds a row.
import { z } from 'zod'
import type { StaffRole } from '../access/index.ts'
import { attemptId, partId, sittingId } from '../ids/index.ts'
import type { RefusalCode } from '../refusal/index.ts'

/** Who may call: signed-in roles, the holder of a grant, or anyone. Which object they may touch, the service checks. */
export type Caller = 'anyone' | 'candidate' | StaffRole | 'grant'

export type Endpoint = {
  method: 'GET' | 'POST' | 'HEAD' | 'PATCH' | 'OPTIONS'
  path: string
  /** one plain sentence, shown in the generated OpenAPI document */
  summary: string
  callers: readonly Caller[]
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
/** Everybody who may know whose attempt it is; examiners may not, so they are never among these. */
export const ANY_STAFF = ['proctor', 'organiser', 'support'] as const
