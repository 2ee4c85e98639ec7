// Owns: the form of a row of the endpoints table.
// Never holds a row.
import { z } from 'zod'
import type { Action } from '../access/index.ts'
import { attemptId, partId, sittingId } from '../ids/index.ts'
import type { RefusalCode } from '../refusal/index.ts'

/** Who may call: who is signed in, the holder of a grant, a program with a key, or anyone. */
export type Caller = 'anyone' | 'candidate' | 'staff' | 'grant' | 'machine'

/**
 * Who sends the request, and by which rules of cookie, origin, body and answer it is taken (docs/security.md#requests):
 * `own`: our pages, and devices with a grant. `formPost`: a page of another site has the browser post a form here, and the browser
 * goes on to a page of ours. `machine`: a program with a bearer key.
 */
export type EndpointKind = 'own' | 'formPost' | 'machine'

/** Where a browser that posted a form of another site goes on. */
export const OWN_PAGES = ['/candidate/', '/download/', '/evidence/', '/staff/'] as const
export type OwnPage = (typeof OWN_PAGES)[number]

/**
 * What a request asks of whoever serves it; by this requests are counted, by who sends them (docs/security.md#admission):
 * `evidence`: recordings, beats, the questions' key, who is signed in: what a sitting stands on, and nothing else may use up
 * `light`: some statements by key. `heavy`: a list, a document, a search: few at a time in a process
 * `media`: bytes of pictures and recordings. `public`: made once, the same for all, without a statement
 */
export const COST_CLASSES = ['evidence', 'light', 'heavy', 'media', 'public'] as const
export type CostClass = (typeof COST_CLASSES)[number]

type Described = {
  path: string
  /** one plain sentence, shown in the generated OpenAPI document */
  summary: string
  /** of a `formPost` anyone, of a `machine` machines alone */
  callers: readonly Caller[]
  cost: CostClass
  params?: z.ZodType
  refusals: readonly RefusalCode[]
}

export type OwnEndpoint = Described & {
  /** almost all are: it need not be said */
  kind?: 'own'
  method: 'GET' | 'POST' | 'HEAD' | 'PATCH' | 'OPTIONS'
  /**
   * What a member of staff must have the right to do somewhere (`access`); to this very object, the service asks. Absent:
   * any member of staff, of themselves.
   */
  action?: Action
  body?: z.ZodType
  /** absent: no JSON body (tus, media) */
  response?: z.ZodType
  /** tus 1.0 and media bytes: mounted by hand with their own parsers */
  isRaw?: true
}

/** Whoever is signed in on the browser does not count: another site chose the moment. */
export type FormPostEndpoint = Described & {
  kind: 'formPost'
  method: 'POST'
  /** the fields of the form, each a text that is there once */
  body: z.ZodType
  /** a refusal goes there too, with its code: the form's sender has no use for it */
  page: OwnPage
  action?: undefined
  response?: undefined
  isRaw?: undefined
}

export type MachineEndpoint = Described & {
  kind: 'machine'
  method: 'GET' | 'POST'
  body?: z.ZodType
  response?: z.ZodType
  action?: undefined
  isRaw?: undefined
}

/** A row of the table. */
export type Endpoint = OwnEndpoint | FormPostEndpoint | MachineEndpoint

export const kindOf = ({ kind }: Pick<Endpoint, 'kind'>): EndpointKind => kind ?? 'own'

/** A table of endpoints by name. */
export type Endpoints = Record<string, Endpoint>

export const ofAttempt = z.strictObject({ attemptId })
export const ofPart = z.strictObject({ partId })
export const ofSitting = z.strictObject({ sittingId })
