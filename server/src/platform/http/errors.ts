// Owns: which refusal an error of the HTTP server is; only bugs are called internal, and are logged.
// Never says more of an error than its refusal holds.
import type { FastifyError, FastifyRequest } from 'fastify'
import type { Refusal } from '@zhishi/core/refusal'
import { isDatabaseGone } from '../database/database.ts'

/** A client that is told to come back because the database is away should do so soon. */
const RETRY_AFTER_S = 2

/** An error that brings its refusal, as parsers of bodies throw it. */
export type RefusedError = FastifyError & { refusal?: Refusal }

export function refusalOfError(error: RefusedError, request: FastifyRequest): Refusal {
  const refusal = refusalOf(error)
  if (refusal.code === 'internal') request.log.error({ err: error, route: request.routeOptions.url }, 'bug')
  return refusal
}

/** For parsers of bodies. */
export function malformedError(message: string, path = ''): Error {
  return Object.assign(new Error(message), { statusCode: 400, refusal: malformed(message, path) })
}

function refusalOf(error: RefusedError): Refusal {
  if (error.refusal) return error.refusal
  if (isDatabaseGone(error)) return { code: 'unavailable', retryAfterS: RETRY_AFTER_S }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'tooLarge' }
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { code: 'unsupportedMediaType' }
  }
  const httpStatus = error.statusCode ?? 500
  return httpStatus >= 400 && httpStatus < 500 ? malformed(error.message) : { code: 'internal' }
}

function malformed(message: string, path = ''): Refusal {
  return { code: 'malformed', problems: [{ path, message }] }
}
