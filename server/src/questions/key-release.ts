// Owns: giving the key of the questions at T0 to every computer that listens here and may have it
// (docs/fairness.md#questions).
// Never stores a key, not even in the outbox: it goes from its wrapping to the sockets. Never the only way: pages ask too.
//
// Each process does this for its own sockets, by the server's clock. When T0 is, and who may have the key, is read from
// the database: when a page begins to listen, when its attempt changed, at T0, and again and again in between.
import { refusalToKey, startsAtOf } from '@zhishi/core/process'
import type { PackKeyView } from '@zhishi/core/contract'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { AttemptsService } from '../attempts/service.ts'
import type { Clock } from '../platform/clock.ts'
import type { ClockCheck } from '../platform/clock-check.ts'
import type { Peer, Watcher } from '../platform/push/hub.ts'
import { PAUSE_WHILE_OFF_MS, pauseBeforeCheck, reasonToRead, type Known } from './key-looks.ts'
import type { KeysGiven } from './keys-given.ts'
import type { QuestionPacks } from './question-packs.ts'

/** Pause when the database could not be asked. */
const TRY_AGAIN_MS = 250
/** As many rows as one answer of the database brings within some 20 ms; the first sockets are told while the next are read. */
const ATTEMPTS_A_READ = 200

type Waiting = Known & { peers: Set<Peer> }

export function createKeyRelease(ports: {
  clock: Clock
  clockCheck: ClockCheck
  attempts: AttemptsService
  packs: QuestionPacks
  keysGiven: KeysGiven
  onError: (error: unknown) => void
}) {
  const { clock, clockCheck, attempts, packs, keysGiven } = ports
  /** attempts whose computers listen and do not have the key yet */
  const waiting = new Map<AttemptId, Waiting>()
  let isRunning = false
  let looking: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined

  function lookIn(lengthMs: number): void {
    if (!isRunning || looking) return
    clearTimeout(timer)
    timer = setTimeout(look, Math.max(0, lengthMs))
  }

  /** One look at a time; whatever became due meanwhile makes another. */
  function look(): void {
    looking = giveWhatIsDue()
      .then(untilNextLook, (error: unknown) => {
        ports.onError(error)
        return TRY_AGAIN_MS
      })
      .then((nextMs) => {
        looking = null
        lookIn(nextMs)
      })
  }

  async function giveWhatIsDue(): Promise<void> {
    // what is due is asked for anew before each read: a T0 that passes meanwhile does not wait for the rest
    for (let ids = nextDue(); ids.length > 0; ids = nextDue()) {
      try {
        await offer(ids)
      } catch (error) {
        // whoever has not got it yet is looked up again
        for (const id of ids) setDue(id, true)
        throw error
      }
    }
  }

  /** Whose T0 has come first; then whose attempt changed, and who was not looked at for long. */
  function nextDue(): AttemptId[] {
    if (clockCheck.refusal()) return []
    const now = clock.now()
    const started: AttemptId[] = []
    const others: AttemptId[] = []
    for (const [id, one] of waiting) {
      const reason = reasonToRead(one, now)
      if (reason !== null) (reason === 'started' ? started : others).push(id)
    }
    return [...started, ...others].slice(0, ATTEMPTS_A_READ)
  }

  const untilNextLook = (): number =>
    clockCheck.refusal() ? PAUSE_WHILE_OFF_MS : pauseBeforeCheck(waiting.values(), clock.now())

  /** Looks the attempts up, gives the key to those that may have it, and notes for the others when to look again. */
  async function offer(ids: readonly AttemptId[]): Promise<void> {
    // a change that comes while they are read makes them due again
    const readAt = clock.now()
    for (const id of ids) setDue(id, false, readAt)
    const loaded = await attempts.loadMany(ids)
    const keys = new Map<SittingId, PackKeyView>()
    for (const { id, sittingId, attempt } of loaded) {
      const one = waiting.get(id)
      if (!one) continue
      one.startsAt = startsAtOf(attempt)
      for (const peer of one.peers) {
        if (peer.caller.kind !== 'candidate' || refusalToKey(attempt, peer.caller.deviceId, readAt)) continue
        const key = keys.get(sittingId) ?? (await packs.keyOf(sittingId))
        keys.set(sittingId, key)
        peer.say({ kind: 'packKey', attemptId: id, ...key })
        keysGiven.note(id)
        one.peers.delete(peer)
      }
      if (one.peers.size === 0) waiting.delete(id)
    }
  }

  function setDue(id: AttemptId, isDueNow: boolean, readAt?: Instant): void {
    const one = waiting.get(id)
    if (one) Object.assign(one, { isDue: isDueNow, readAt: readAt ?? one.readAt })
  }

  /** To be looked up soon; several changes of one moment are one look. */
  function makeDue(attemptId: AttemptId): void {
    if (!waiting.has(attemptId)) return
    setDue(attemptId, true)
    lookIn(0)
  }

  const watcher: Watcher = {
    joined(peer, attemptId) {
      if (peer.caller.kind !== 'candidate') return
      const one = waiting.get(attemptId) ?? { peers: new Set(), startsAt: null, readAt: 0, isDue: true }
      one.peers.add(peer)
      waiting.set(attemptId, one)
      makeDue(attemptId)
    },
    left(peer, attemptId) {
      const one = waiting.get(attemptId)
      one?.peers.delete(peer)
      if (one?.peers.size === 0) waiting.delete(attemptId)
    },
    // entered, begun, handed over, let in late: whatever it was, it is looked up
    told: (attemptId, message) => {
      if (message.kind === 'attemptChanged') makeDue(attemptId)
    },
  }

  return {
    watcher,
    /** Gives keys until the returned function is called. */
    start(): () => Promise<void> {
      isRunning = true
      lookIn(0)
      return async () => {
        isRunning = false
        clearTimeout(timer)
        await looking
      }
    },
  }
}
