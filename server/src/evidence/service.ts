// Owns: binding a phone as evidence camera: a code that works once for a few minutes becomes a grant of that phone.
// Never keeps a code, never says why one is refused, and never lets a replaced phone's old bytes be lost.
import type { BindingCode, EvidenceView } from '@zhishi/core/contract'
import { BINDING_CODE_BYTES, BINDING_CODE_LENGTH, codeOf, parseCode, showCode } from '@zhishi/core/codes'
import type { AttemptId, DeviceId } from '@zhishi/core/ids'
import type { GrantClaims } from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { MINUTE_MS } from '@zhishi/core/time'
import type { AttemptsService, LoadedAttempt } from '../attempts/service.ts'
import type { AuditService } from '../audit/service.ts'
import type { CandidatesService } from '../candidates/service.ts'
import type { Clock, Random } from '../platform/clock.ts'
import type { Database, Transaction } from '../platform/database/database.ts'
import type { CandidateCaller } from '../platform/http/caller.ts'
import type { Keys } from '../platform/keys.ts'
import { bySender, createTries } from '../platform/tries.ts'
import type { Sender } from '../platform/http/proxies.ts'
import type { RecordingsService } from '../recordings/service.ts'
import { erase } from './erase.ts'
import { presentEvidence } from './present.ts'
import * as repo from './repo.ts'

/** Long enough to fetch a phone and read the notice on it, short enough that a code photographed in passing is dead. */
const CODE_LIFE_MS = 5 * MINUTE_MS
/** The page of the phone; what stands behind `#` is sent to no server. */
const PHONE_PAGE = '/evidence/'

type Asked = { code: string; deviceId: DeviceId; sender: Sender }

const isOfPhone = ({ lines }: GrantClaims): boolean => lines.includes('evidence')

export type EvidenceService = ReturnType<typeof createEvidenceService>

export function createEvidenceService(ports: {
  db: Database
  clock: Clock
  random: Random
  keys: Keys
  audit: AuditService
  candidates: CandidatesService
  attempts: AttemptsService
  recordings: RecordingsService
}) {
  const { db, clock, random, keys, audit, candidates, attempts, recordings } = ports
  const tries = createTries(ports)
  const hashOf = (code: string): Buffer => keys.mac('bindingCodes', code)

  async function present(loaded: LoadedAttempt, deviceId: DeviceId, isStopped: boolean): Promise<EvidenceView> {
    const person = (await candidates.view([loaded.personId])).get(loaded.personId)
    if (!person) throw new Error(`attempt ${loaded.id} of unknown person`)
    return presentEvidence(loaded, { deviceId, maskedName: person.maskedName, isStopped }, clock.now())
  }

  /** Uses the code up and makes this phone the attempt's only one, all or nothing. */
  async function exchange(
    code: repo.CodeRow,
    deviceId: DeviceId,
  ): Promise<Result<{ loaded: LoadedAttempt; grant: string }>> {
    const { attemptId } = code
    let grant = ''
    const also = async (within: Transaction): Promise<Result<null>> => {
      if (!(await repo.markUsed(within, code.codeHash, clock.now()))) return refuse('codeRefused')
      await recordings.stopGrants(within, attemptId, { except: deviceId, kind: 'phone' })
      grant = await recordings.issueGrant({ attemptId, deviceId, kind: 'phone' }, within)
      const subject = { attemptId, deviceId }
      await audit.append({ actorRole: 'anyone', actorId: null, action: 'evidenceBound', subject }, within)
      return accept(null)
    }
    const done = await attempts.commandAsSystem(attemptId, { kind: 'bindEvidence' }, { also })
    return done.ok ? accept({ loaded: done.value, grant }) : done
  }

  /** The phone that used this code asks again, because it never heard the answer: it gets the grant it has. */
  async function repeat(
    code: repo.CodeRow,
    deviceId: DeviceId,
  ): Promise<Result<{ loaded: LoadedAttempt; grant: string }>> {
    const { attemptId } = code
    const grant = await recordings.findGrant({ attemptId, deviceId, kind: 'phone' })
    const loaded = grant === null ? null : await attempts.load(attemptId)
    return grant !== null && loaded ? accept({ loaded, grant }) : refuse('codeRefused')
  }

  return {
    /** What goes when an attempt or an interview is erased. */
    erase,
    /** A fresh code for the attempt, if its candidate may bind now on this computer. Older unused ones end. */
    async issueCode(id: AttemptId, caller: CandidateCaller): Promise<Result<BindingCode>> {
      const admitted = await attempts.admitTo('evidence', id, caller)
      if (!admitted.ok) return admitted
      const issuedAt = clock.now()
      const expiresAt = issuedAt + CODE_LIFE_MS
      for (;;) {
        const code = codeOf(random.bytes(BINDING_CODE_BYTES))
        const isInserted = await db.transaction(async (transaction) => {
          await repo.deleteUnused(transaction, id)
          return repo.insertCode(transaction, { codeHash: hashOf(code), attemptId: id, issuedAt, expiresAt })
        })
        if (isInserted) return accept({ code: showCode(code), path: `${PHONE_PAGE}#code=${code}`, expiresAt })
      }
    },

    /** Whether {@link bind} would take the code, so that nobody reads a notice for a wrong one. Slowed down alike. */
    async check(asked: Asked): Promise<Result<Record<string, never>>> {
      // no code there can be is no guess, and costs no try
      const typed = parseCode(asked.code, BINDING_CODE_LENGTH)
      if (typed === null) return refuse('codeRefused')
      return tries.attempt(bySender('bindingCode', asked.sender), {
        work: async () => {
          const code = await repo.loadCode(db, hashOf(typed), clock.now())
          const { deviceId } = asked
          const isFor = (attemptId: AttemptId) => recordings.findGrant({ attemptId, deviceId, kind: 'phone' })
          const isRight = code && (code.usedAt === null || (await isFor(code.attemptId)) !== null)
          return isRight ? accept({}) : refuse('codeRefused')
        },
        failsBy: ['codeRefused'],
      })
    },

    /**
     * Exchanges a code for the grant of this phone; another phone of the attempt begins no new part from now on. An
     * unknown, expired or used code is refused alike. Refuses also as the gate of the step does.
     */
    async bind(asked: Asked): Promise<Result<{ grant: string; evidence: EvidenceView }>> {
      const typed = parseCode(asked.code, BINDING_CODE_LENGTH)
      if (typed === null) return refuse('codeRefused')
      const bound = await tries.attempt(bySender('bindingCode', asked.sender), {
        work: async () => {
          const code = await repo.loadCode(db, hashOf(typed), clock.now())
          if (!code) return refuse('codeRefused')
          return code.usedAt === null ? exchange(code, asked.deviceId) : repeat(code, asked.deviceId)
        },
        failsBy: ['codeRefused'],
      })
      if (!bound.ok) return bound
      const { loaded, grant } = bound.value
      return accept({ grant, evidence: await present(loaded, asked.deviceId, false) })
    },

    /** What the phone that holds this grant may know. Refuses grants of computers. */
    async read(claims: GrantClaims): Promise<Result<EvidenceView>> {
      if (!isOfPhone(claims)) return refuse('grantRefused')
      const loaded = await attempts.load(claims.attemptId)
      if (!loaded) return refuse('notFound')
      return accept(await present(loaded, claims.deviceId, await recordings.isGrantStopped(claims)))
    },

    /** The candidate has turned all the way around with the phone that holds this grant. Refuses grants of computers. */
    async finishSweep(claims: GrantClaims): Promise<Result<EvidenceView>> {
      if (!isOfPhone(claims)) return refuse('grantRefused')
      const done = await attempts.commandAsSystem(claims.attemptId, { kind: 'finishSweep' })
      if (!done.ok) return done
      return accept(await present(done.value, claims.deviceId, await recordings.isGrantStopped(claims)))
    },
  }
}
