// Owns: the unlock code of each attempt and its wrapping of the pack's key (docs/fairness.md#unlock-code, decision 0011):
// made once, ahead of T0, in the background. Never stores a code in the clear, never makes two at once, never works while a
// sitting starts.
import { createCipheriv, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { codeOf, UNLOCK_CODE_BYTES, UNLOCK_ITERATIONS, unlockContext } from '@zhishi/core/codes'
import type { UnlockCodeView, UnlockWrapping } from '@zhishi/core/contract'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import { SECOND_MS } from '@zhishi/core/time'
import type { Clock, Random } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import { every } from '../platform/every.ts'
import type { Keys } from '../platform/keys.ts'
import { unwrapPackKey, type PackRow } from './packs.ts'
import { isQuiet } from './quiet.ts'
import * as repo from './repo.ts'

const derive = promisify(pbkdf2)

/** 128 random bits (NIST SP 800-132 §5.1); 96-bit nonces are what AES-GCM is specified for. */
const SALT_BYTES = 16
const NONCE_BYTES = 12
const KEY_BYTES = 32

/** About as long as one derivation takes, so that it never has more than half of one core: 5,000 codes in half an hour. */
const PAUSE_MS = 200
/** Nothing to make, or a sitting starts: looks again after this. */
const IDLE_MS = 5 * SECOND_MS
/** So many are looked up at once; processes that make them beside each other seldom meet on the same one. */
const LOOKED_UP = 50

export function createUnlockCodes(ports: {
  db: Database
  clock: Clock
  random: Random
  keys: Keys
  packOf: (sittingId: SittingId) => Promise<PackRow>
}) {
  const { db, clock, random, keys, packOf } = ports
  let waiting: Array<{ attemptId: AttemptId; sittingId: SittingId }> = []
  let idleUntilMs = 0
  let turn: Promise<unknown> = Promise.resolve()

  async function make(attemptId: AttemptId, sittingId: SittingId): Promise<repo.UnlockCodeRow> {
    const before = await repo.loadUnlockCode(db, attemptId)
    if (before) return before
    const pack = await packOf(sittingId)
    const code = codeOf(random.bytes(UNLOCK_CODE_BYTES))
    const salt = random.bytes(SALT_BYTES)
    const nonce = random.bytes(NONCE_BYTES)
    const key = await derive(code, salt, UNLOCK_ITERATIONS, KEY_BYTES, 'sha256')
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(unlockContext(attemptId, pack.packId)))
    const packKey = Buffer.from(unwrapPackKey(pack, keys).key, 'base64')
    const wrapped = Buffer.concat([cipher.update(packKey), cipher.final(), cipher.getAuthTag()])
    const codeSealed = keys.seal('unlockCodes', Buffer.from(code), attemptId)
    // whoever was first stays: pages may already hold that wrapping
    const kept = await repo.keepUnlockCode(db, sittingId, {
      attemptId,
      packId: pack.packId,
      codeSealed,
      salt,
      iterations: UNLOCK_ITERATIONS,
      nonce,
      wrapped,
    })
    // questions were edited meanwhile: the code must open those that are asked
    return kept ?? make(attemptId, sittingId)
  }

  /** One derivation at a time: they share their threads with the disk, where recordings must be synced. */
  function makeInTurn(attemptId: AttemptId, sittingId: SittingId): Promise<repo.UnlockCodeRow> {
    const mine = turn.then(() => make(attemptId, sittingId))
    turn = mine.catch(() => {})
    return mine
  }

  async function makeNext(): Promise<void> {
    if (clock.monotonicMs() < idleUntilMs) return
    const now = clock.now()
    // while a sitting starts the machine belongs to it
    const isStarting = await isQuiet(db, clock)
    if (waiting.length === 0 && !isStarting) waiting = await repo.loadWithoutUnlockCode(db, now, LOOKED_UP)
    const next = isStarting ? undefined : waiting.shift()
    if (next) await makeInTurn(next.attemptId, next.sittingId)
    else idleUntilMs = clock.monotonicMs() + IDLE_MS
  }

  return {
    /** The wrapping for the page of that attempt; null: not made yet. */
    async wrapping(attemptId: AttemptId, packId: string): Promise<UnlockWrapping | null> {
      const row = await repo.loadUnlockCode(db, attemptId)
      if (!row || row.packId !== packId) return null
      const { salt, iterations, nonce, wrapped } = row
      return {
        salt: salt.toString('base64'),
        iterations,
        nonce: nonce.toString('base64'),
        wrapped: wrapped.toString('base64'),
      }
    },

    /** The code itself, for whom the rules allow it and after the look has been written down. */
    async read(attemptId: AttemptId, sittingId: SittingId): Promise<UnlockCodeView> {
      const { codeSealed } = await makeInTurn(attemptId, sittingId)
      return { code: keys.open('unlockCodes', codeSealed, attemptId).toString() }
    },

    /** Makes what is missing in the background, until the returned function is called. */
    start: (onError: (error: unknown) => void): (() => Promise<void>) => every(PAUSE_MS, makeNext, onError),
  }
}
