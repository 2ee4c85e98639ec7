// Owns: the server's log: where it goes, and what of an error goes into it.
// Never the parameters of a statement or the values of a row: they are people's, and the log is kept by others.
import { pino, type DestinationStream, type Logger } from 'pino'

/** Drizzle puts a statement's parameters behind it, into the message. */
const PARAMETERS = /\nparams: [^]*$/
/** PostgreSQL quotes the value that it did not like, as it quotes names. */
const QUOTED = /"[^]*"/
/** A cause of a cause of a cause; an error may also be its own. */
const CAUSES_MAX = 4
const SQLSTATE = /^[0-9A-Z]{5}$/

type Described = {
  type: string
  message: string
  stack?: string
  code?: string
  constraint?: string
  cause?: Described
}

/**
 * An error as the log has it: what it is, its message without parameters, where it came from, and the same of its cause. Of what
 * PostgreSQL says the code and the constraint; its detail names values.
 */
export function describeError(error: unknown, depth = 0): Described {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something that is no error was thrown' }
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  const isOfDatabase = typeof code === 'string' && SQLSTATE.test(code)
  const message = error.message.replace(PARAMETERS, '')
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: error.name,
    message: isOfDatabase ? message.replace(QUOTED, '"…"') : message,
    ...(frames && frames.length > 0 ? { stack: frames.join('\n') } : {}),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    ...(error.cause === undefined || depth === CAUSES_MAX ? {} : { cause: describeError(error.cause, depth + 1) }),
  }
}

/** To standard error: standard output is for whoever started the server. */
export const createLog = (level: string, to: DestinationStream | number = 2): Logger =>
  pino(
    {
      level,
      redact: ['req.headers'],
      serializers: { err: (error: unknown) => describeError(error), error: (error: unknown) => describeError(error) },
    },
    typeof to === 'number' ? pino.destination(to) : to,
  )
