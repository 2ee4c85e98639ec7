// Owns: putting the parts of push together: messages of the database on one side, the sockets of this process on the other.
// Never holds a rule: who may hear what, and what else follows from a message, the features say.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Gauge, type Registry } from 'prom-client'
import { topic, type Topic } from '@zhishi/core/contract'
import type { Instant } from '@zhishi/core/time'
import type { Clock } from '../clock.ts'
import type { Enter } from '../http/admission.ts'
import type { SignedInCaller } from '../http/caller.ts'
import { mountSocket } from './socket-endpoint.ts'
import { createHub, type Watcher } from './hub.ts'
import { startListener } from './listener.ts'
import { PUSH_CHANNEL, type Outbox } from './outbox.ts'

export type Push = {
  /** to be called after the app was closed */
  stop(): Promise<void>
  /** a sign-in has ended in this process: its sockets are closed */
  checkSignIns(): Promise<void>
  /** since when a message has been waiting to be told to a socket of this process; null: none waits */
  unsentSince(): Promise<Instant | null>
}

/** Serves the sockets of this process until it is stopped. */
export function startPush(
  app: FastifyInstance,
  ports: {
    databaseUrl: string
    outbox: Outbox
    watcher: Watcher
    clock: Clock
    enter: Enter
    signInOf: (request: FastifyRequest) => string
    liveSignIns: (names: readonly string[]) => Promise<Set<string>>
    renew: (caller: SignedInCaller) => Promise<SignedInCaller>
    mayListen: (caller: SignedInCaller, topic: Topic) => Promise<boolean>
    registry: Registry
    log: { warn: (facts: object, message: string) => void }
  },
): Push {
  const { outbox, log } = ports
  const hub = createHub({
    outbox,
    watcher: ports.watcher,
    onError: (error) => log.warn({ err: error }, 'messages wait for the database'),
  })
  const sockets = mountSocket(app, { ...ports, hub })
  const listener = startListener({
    url: ports.databaseUrl,
    channel: PUSH_CHANNEL,
    onOpen: () => hub.wakeAll(),
    onNotification: (payload) => {
      const told = topic.safeParse(payload)
      if (told.success) hub.wake(told.data)
    },
    onBreak: (error) => log.warn({ err: error }, 'the connection that listens broke; it is opened again'),
  })
  new Gauge({
    name: 'zhishi_sockets',
    help: 'Open sockets of this process',
    registers: [ports.registry],
    collect() {
      this.set(sockets.count())
    },
  })
  return {
    async stop() {
      await Promise.all([listener.close(), hub.close()])
    },
    checkSignIns: sockets.checkSignIns,
    unsentSince: () => outbox.oldestSince(hub.sentUpTo()),
  }
}
