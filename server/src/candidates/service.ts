// Owns: who the candidates are and how they sign in: by number and personal code.
// Never says which of number and code was wrong, never keeps a secret in the clear, never logs one.
import type { Me, SignedIn as SignedInView } from '@zhishi/core/contract'
import type { AttemptId, DeviceId, InterviewId, PersonId } from '@zhishi/core/ids'
import { documentNumber, personalCode } from '@zhishi/core/interview'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { DAY_MS, MINUTE_MS, type Instant } from '@zhishi/core/time'
import type { AuditService } from '../audit/service.ts'
import type { Clock, Random } from '../platform/clock.ts'
import { hashCode, isCode } from '../platform/code-hashing.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import type { Caller } from '../platform/http/caller.ts'
import type { Keys } from '../platform/keys.ts'
import { hashSecret, makeSecret } from '../platform/secrets.ts'
import { bySender, createTries, type Tried } from '../platform/tries.ts'
import type { Sender } from '../platform/http/proxies.ts'
import { createDevices, DEVICE_KEPT_MS, type Device } from './devices.ts'
import { erase } from './erase.ts'
import { maskName, maskNumber } from './present.ts'
import * as repo from './repo.ts'

/** Wrong codes for one number from one address, or one device, before waiting begins (docs/defaults.md#tries). */
const TRIES_PER_PERSON = 5
/**
 * Wrong codes for one number from everywhere: ten times as many, because a stranger who guesses from many addresses must not keep
 * its owner waiting before that, and never on a device on which the owner has signed in.
 */
const TRIES_PER_NUMBER = 50
/** How long it is believed how many interviews a number can be in: one more comparison too few tells little, for a minute. */
const COMPARED_KNOWN_MS = MINUTE_MS
/** Somebody who tests with one number in twenty mocks must not make every sign-in twenty times as dear. */
const COMPARED_MAX = 3
/** A candidate signs in on the day. */
const SIGN_IN_MS = DAY_MS
/** An expired sign-in opens nothing. A day more, so that a clock that ran ahead and is put right has taken nobody's away. */
const EXPIRED_KEPT_MS = DAY_MS

/** Two secrets, each for a cookie: of this sign-in, and of the device, which outlives it. */
export type SignedIn = {
  me: SignedInView
  secret: string
  expiresInMs: number
  device: { secret: string; keptMs: number }
}
/** A browser in which somebody is signed in. */
export type SignIn = { deviceId: DeviceId; signedInAt: Instant }
/** A person as the document knows them, the code as its hash. */
export type KnownPerson = { number: string; name: string; personalCodeHash: string }
export type PersonView = { maskedName: string; maskedNumber: string }

export type CandidatesService = ReturnType<typeof createCandidatesService>

export function createCandidatesService(ports: {
  db: Database
  clock: Clock
  random: Random
  keys: Keys
  audit: AuditService
}) {
  const { db, clock, random, keys, audit } = ports
  const tries = createTries(ports)
  const devices = createDevices(ports)
  /** what an unknown number is compared with, so that it takes as long as a known one */
  const nobody = hashCode(makeSecret(random))

  /** What a wrong code counts for. @param ownDevice the device, where the right one was given on it: there nobody else's count */
  function triedBy(number: string, sender: Sender, ownDevice: Device | null): Tried[] {
    const own = (by: string, limit = TRIES_PER_PERSON): Tried => ({
      what: `number:${number}${by}`,
      limit,
      wait: 'grows',
    })
    return ownDevice
      ? [own(` on ${ownDevice.deviceId}`)]
      : [own(` from ${sender.claimed ?? sender.address}`), own('', TRIES_PER_NUMBER), ...bySender('address', sender)]
  }

  const freedBy = (number: string): string => `number:${number}`

  let compared = { atMost: Promise.resolve(1), knownAt: -Infinity }
  /** As many codes as the number in the most interviews has: an unknown one, and one that is in a single interview, take as long. */
  function comparedAtMost(): Promise<number> {
    if (clock.now() - compared.knownAt >= COMPARED_KNOWN_MS) {
      const atMost = repo.countMostOfOneNumber(db).then((most) => Math.min(COMPARED_MAX, Math.max(1, most)))
      // what failed is asked again by the next
      atMost.catch(() => (compared = { atMost: Promise.resolve(1), knownAt: -Infinity }))
      compared = { atMost, knownAt: clock.now() }
    }
    return compared.atMost
  }

  /** Compares to the end, whichever is right: how long it takes tells nothing. */
  async function findByCode(known: readonly repo.CandidateRow[], code: string): Promise<Result<repo.CandidateRow>> {
    const none = Array<string>(Math.max(0, (await comparedAtMost()) - known.length)).fill(await nobody)
    const hashes = [...known.map(({ codeHash }) => codeHash), ...none]
    const right = await Promise.all(hashes.map((one) => isCode(one, code, 'person')))
    const found = known[right.indexOf(true)]
    return found ? accept(found) : refuse('signInRefused')
  }

  const indexOf = (number: string) => keys.mac('numbers', number)
  const openText = (sealed: Buffer, personId: string, field: string) =>
    keys.open('personalData', sealed, `${personId}/${field}`).toString('utf8')

  const sealed = (id: PersonId, { number, name, personalCodeHash }: KnownPerson) => ({
    numberIndex: indexOf(number),
    numberSealed: keys.seal('personalData', Buffer.from(number), `${id}/number`),
    nameSealed: keys.seal('personalData', Buffer.from(name), `${id}/name`),
    codeHash: personalCodeHash,
  })

  /** One sign-in of a person on a device: the one before it there ends. */
  async function startSignIn(within: Queryable, personId: PersonId, deviceId: DeviceId): Promise<string> {
    const secret = makeSecret(random)
    const now = clock.now()
    await repo.deleteSignInsOn(within, personId, deviceId)
    await repo.insertSignIn(within, {
      secretHash: hashSecret(secret),
      personId,
      deviceId,
      signedInAt: now,
      expiresAt: now + SIGN_IN_MS,
    })
    return secret
  }

  async function presentCandidate(
    person: repo.CandidateRow,
    deviceId: DeviceId,
  ): Promise<Omit<SignedInView, 'deviceSecret'>> {
    const personId = person.id as PersonId
    return {
      role: 'candidate',
      personId,
      deviceId,
      maskedName: maskName(openText(person.nameSealed, person.id, 'name')),
      attemptIds: (await repo.loadAttemptIds(db, personId)) as AttemptId[],
    }
  }

  return {
    /** What goes when an attempt or an interview is erased. */
    erase,
    /** The personal code as it is kept: argon2id in PHC form. */
    hashCode,

    /** Whether a code in a list is the one that was hashed. */
    isCode: (codeHash: string, code: string): Promise<boolean> => isCode(codeHash, code, 'list'),

    /** Adds people of an interview, in the order asked; runs inside the edit's transaction. */
    async add(within: Queryable, interviewId: InterviewId, entries: readonly KnownPerson[]): Promise<PersonId[]> {
      const rows = entries.map((entry) => {
        const id = random.uuid() as PersonId
        return { id, interviewId, ...sealed(id, entry) }
      })
      await repo.insertCandidates(within, rows)
      return rows.map((row) => row.id)
    },

    /** Puts number, name or code of a person right; runs inside the edit's transaction. */
    change: (within: Queryable, id: PersonId, entry: KnownPerson): Promise<void> =>
      repo.updateCandidate(within, id, sealed(id, entry)),

    /** Removes people of whom nothing is kept; runs inside the edit's transaction. */
    remove: (within: Queryable, ids: readonly PersonId[]): Promise<void> => repo.removeCandidates(within, ids),

    /** Number, name and code hash of everybody in an interview, for its export. */
    async exportAll(interviewId: InterviewId, within: Queryable = db): Promise<Map<PersonId, KnownPerson>> {
      const rows = await repo.loadOfInterview(within, interviewId)
      return new Map(
        rows.map((row) => [
          row.id as PersonId,
          {
            number: openText(row.numberSealed, row.id, 'number'),
            name: openText(row.nameSealed, row.id, 'name'),
            personalCodeHash: row.codeHash,
          },
        ]),
      )
    },

    /** Masked views of people by id. */
    async view(ids: readonly PersonId[], within: Queryable = db): Promise<Map<PersonId, PersonView>> {
      const rows = await repo.loadCandidates(within, ids)
      return new Map(
        rows.map((row) => [
          row.id as PersonId,
          {
            maskedName: maskName(openText(row.nameSealed, row.id, 'name')),
            maskedNumber: maskNumber(openText(row.numberSealed, row.id, 'number')),
          },
        ]),
      )
    },

    /** The people of all interviews with this ID-document number, as somebody types it. Empty: nobody, or no number. */
    async findByNumber(typed: string): Promise<PersonId[]> {
      const number = documentNumber.safeParse(typed)
      if (!number.success) return []
      return (await repo.loadByNumber(db, indexOf(number.data))).map((row) => row.id as PersonId)
    },

    /** Where these people are signed in now, the oldest first. */
    async signIns(ids: readonly PersonId[], within: Queryable = db): Promise<Map<PersonId, SignIn[]>> {
      const found = new Map<PersonId, SignIn[]>()
      for (const { personId, ...signIn } of await repo.loadSignIns(within, ids, clock.now())) {
        found.set(personId, [...(found.get(personId) ?? []), signIn])
      }
      return found
    },

    /**
     * Signs a candidate in. Unknown number and wrong code get the same answer after the same work. What can be nobody's
     * number or code is no try: it opens nothing, and costs none.
     */
    async signIn(asked: {
      number: string
      personalCode: string
      /** what its page calls this device */
      deviceId: DeviceId
      /** what may be the secret of this device: its cookie's, and the one it kept beside */
      deviceSecrets: readonly string[]
      userAgent: string | null
      sender: Sender
    }): Promise<Result<SignedIn>> {
      const number = documentNumber.safeParse(asked.number)
      const code = personalCode.safeParse(asked.personalCode)
      if (!number.success || !code.success) return refuse('signInRefused')
      const known = await repo.loadByNumber(db, indexOf(number.data))
      const shown = await devices.find(asked.deviceSecrets)
      const isOwn =
        shown !== null &&
        (await repo.hasSignedIn(
          db,
          known.map(({ id }) => id as PersonId),
          shown.deviceId,
        ))
      const answer = await tries.attempt(triedBy(number.data, asked.sender, isOwn ? shown : null), {
        work: () => findByCode(known, code.data),
        failsBy: ['signInRefused'],
        freedBy: freedBy(number.data),
      })
      if (!answer.ok) return answer
      const found = answer.value
      const personId = found.id as PersonId
      const { deviceId: proposed, userAgent } = asked
      const { device, secret } = await db.transaction(async (within) => {
        const noted = await devices.note(within, shown, { proposed, userAgent })
        return { device: noted, secret: await startSignIn(within, personId, noted.deviceId) }
      })
      const { deviceId } = device
      await audit.append({ actorRole: 'candidate', actorId: personId, action: 'signedIn', subject: { deviceId } })
      return accept({
        me: { ...(await presentCandidate(found, deviceId)), deviceSecret: device.secret },
        secret,
        expiresInMs: SIGN_IN_MS,
        device: { secret: device.secret, keptMs: DEVICE_KEPT_MS },
      })
    },

    /**
     * Who holds this secret of a sign-in cookie, on the device on which it was given; nobody when it is unknown, has expired, or
     * comes without the secret of that device.
     */
    async whoIs(secret: string, deviceSecret: string | undefined): Promise<Caller> {
      if (deviceSecret === undefined) return { kind: 'anyone' }
      const row = await repo.loadSignIn(db, hashSecret(secret), hashSecret(deviceSecret), clock.now())
      if (!row) return { kind: 'anyone' }
      return { kind: 'candidate', personId: row.personId as PersonId, deviceId: row.deviceId as DeviceId }
    },

    async me(personId: PersonId, deviceId: DeviceId): Promise<Result<Me>> {
      const [person] = await repo.loadCandidates(db, [personId])
      return person ? accept(await presentCandidate(person, deviceId)) : refuse('signInNeeded')
    },

    /** Nobody waits for the next few tries of this person's number: staff have spoken to them. */
    async endWaiting(within: Queryable, personId: PersonId): Promise<void> {
      const [person] = await repo.loadCandidates(within, [personId])
      if (person) await tries.free(within, freedBy(openText(person.numberSealed, person.id, 'number')))
    },

    /** What is known of devices on which candidates signed in. */
    devices: devices.view,

    /** Ends the sign-in of a person on one device: another one has taken its place. */
    endSignIn: (within: Queryable, personId: PersonId, deviceId: DeviceId): Promise<void> =>
      repo.deleteSignInsOn(within, personId, deviceId),

    /** Which of these sign-ins, by the hash of their secret, have neither ended nor expired. */
    liveAmong: (hashes: readonly Buffer[]): Promise<Buffer[]> => repo.loadLive(db, hashes, clock.now()),

    signOut: (secret: string): Promise<void> => repo.deleteSignIn(db, hashSecret(secret)),

    /** Removes sign-ins that have expired, and devices that nobody has signed in on for long. */
    async prune(): Promise<void> {
      await repo.deleteSignInsExpiredBefore(db, clock.now() - EXPIRED_KEPT_MS)
      await devices.prune()
    },
  }
}
