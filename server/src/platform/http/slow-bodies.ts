// Owns: ending connections whose body does not come: a client that sends a byte now and then holds a connection, and what waits
// with it, for as long as it likes. Never for parts: their bodies are read by hand, with a limit of their own for silence
// (recordings/upload/body.ts), because a candidate's line may be slow for hours.
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** it reads its body by hand and ends dead connections itself */
    readsBodyItself?: true
  }
}

export type BodyLimits = {
  /** so long any body may take, whatever its rate */
  graceMs: number
  /** afterwards it must have come at this rate since its headers */
  leastBytesPerS: number
  checkEveryMs: number
}

/**
 * 30 s as for headers (server.ts). 1 kB a second is a sixth of the slowest line that recordings are made for (docs/reliability.md,
 * 50 kbit/s), and ends the largest JSON body after nine minutes.
 */
const LIMITS: BodyLimits = { graceMs: 30_000, leastBytesPerS: 1000, checkEveryMs: 5000 }

export function endSlowBodies(app: FastifyInstance, limits: BodyLimits = LIMITS): void {
  app.addHook('onRequest', async (request, reply) => {
    const { raw, routeOptions } = request
    const hasBody = raw.headers['transfer-encoding'] !== undefined || Number(raw.headers['content-length']) > 0
    if (!hasBody || routeOptions.config.readsBodyItself) return
    const { socket } = raw
    const before = socket.bytesRead
    let elapsedMs = 0
    const stop = (): void => clearInterval(timer)
    const timer = setInterval(() => {
      // what was answered before its body came ends without a word of the request
      if (socket.destroyed) return stop()
      elapsedMs += limits.checkEveryMs
      const isLate = elapsedMs >= limits.graceMs
      if (isLate && socket.bytesRead - before < (elapsedMs / 1000) * limits.leastBytesPerS) socket.destroy()
    }, limits.checkEveryMs)
    timer.unref()
    raw.once('end', stop).once('close', stop)
    reply.raw.once('close', stop)
  })
}
