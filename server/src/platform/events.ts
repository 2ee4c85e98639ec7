// Owns: events within this process: one feature says what has happened, others do what follows, and neither imports the other.
// Never a question, whose answer somebody needs (that is a plain dependency), never a fact (facts are rows), and never what
// another process or a page must learn of (push/outbox.ts): what is published here is lost when the process ends.
import type { AttemptId } from '@zhishi/core/ids'
import type { NoticeKind } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'

/** What a device noticed, and when, by its own account. */
export type Noticed = { kind: NoticeKind | 'gap'; claimedAt: Instant }

/** All there are. */
export type LocalEvent =
  /** durable bytes of a phone's recording; with every upload of it, so that what failed is done with the next */
  | { kind: 'evidenceBytesCame'; attemptId: AttemptId }
  /** lines of a journal are indexed in which a device noticed something; once for these lines */
  | { kind: 'devicesNoticed'; attemptId: AttemptId; noticed: readonly Noticed[] }

type EventOf<Kind extends LocalEvent['kind']> = Extract<LocalEvent, { kind: Kind }>
type Listener<Kind extends LocalEvent['kind']> = (event: EventOf<Kind>) => Promise<unknown>
type Listening = { listener: (event: never) => Promise<unknown>; isWaitedFor: boolean }

export type LocalEvents = ReturnType<typeof createLocalEvents>

export function createLocalEvents(options: { log: { warn: (facts: object, message: string) => void } }) {
  const listeners = new Map<LocalEvent['kind'], Listening[]>()
  const underWay = new Set<Promise<void>>()

  function listen(kind: LocalEvent['kind'], one: Listening): void {
    listeners.set(kind, [...(listeners.get(kind) ?? []), one])
  }

  /** Ends when the listener has; never rejects. */
  async function run({ listener }: Listening, event: LocalEvent): Promise<void> {
    try {
      await listener(event as never)
    } catch (error) {
      const { kind, attemptId } = event
      options.log.warn({ err: error, event: kind, attemptId }, 'what follows from an event could not be done')
    }
  }

  return {
    /** A publisher may wait for this listener: what it does is quick, and others may rely on it being done. */
    on<Kind extends LocalEvent['kind']>(kind: Kind, listener: Listener<Kind>): void {
      listen(kind, { listener, isWaitedFor: true })
    },

    /** Nobody waits for this listener. */
    onBeside<Kind extends LocalEvent['kind']>(kind: Kind, listener: Listener<Kind>): void {
      listen(kind, { listener, isWaitedFor: false })
    },

    /**
     * Calls every listener before it returns; one that fails is logged, and hurts neither the publisher nor the others.
     * Resolves when those that are waited for are done, and never rejects: a publisher need not wait.
     */
    publish(event: LocalEvent): Promise<void> {
      const waitedFor = (listeners.get(event.kind) ?? []).flatMap((one) => {
        const work: Promise<void> = run(one, event).finally(() => underWay.delete(work))
        underWay.add(work)
        return one.isWaitedFor ? [work] : []
      })
      return Promise.all(waitedFor).then(() => {})
    },

    /** Resolves when nothing follows any more from what was published. */
    async idle(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
