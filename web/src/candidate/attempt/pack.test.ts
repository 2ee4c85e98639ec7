// Proves opening a pack and its wrapping: by the right key and code only, for the right attempt only, and whole.
import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { codeOf, UNLOCK_ITERATIONS, unlockContext } from '@zhishi/core/codes'
import type { PackView } from '@zhishi/core/contract'
import { attemptId } from '@zhishi/core/ids'
import { openPack, unlockKey } from './pack.ts'

const MINE = attemptId.parse('01890000-0000-7000-8000-000000000001')
const OTHER = attemptId.parse('01890000-0000-7000-8000-000000000002')
const content = { questions: [{ text: '请谈谈你的看法。', answerLanguage: 'zh-CN' }] }

function seal(key: Buffer, plain: Buffer, context?: string): { nonce: string; sealed: string } {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  if (context !== undefined) cipher.setAAD(Buffer.from(context))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return { nonce: nonce.toString('base64'), sealed: sealed.toString('base64') }
}

/** A pack as the server makes it (server/src/interviews), for one attempt and code. */
function packFor(id: string, code: string): { pack: PackView; key: string } {
  const key = randomBytes(32)
  const packId = 'pack-1'
  const { nonce, sealed: ciphertext } = seal(key, Buffer.from(JSON.stringify(content)))
  const salt = randomBytes(16)
  const wrapping = seal(pbkdf2Sync(code, salt, UNLOCK_ITERATIONS, 32, 'sha256'), key, unlockContext(id, packId))
  const unlock = {
    salt: salt.toString('base64'),
    iterations: UNLOCK_ITERATIONS,
    nonce: wrapping.nonce,
    wrapped: wrapping.sealed,
  }
  return { pack: { packId, algorithm: 'AES-256-GCM', nonce, ciphertext, unlock }, key: key.toString('base64') }
}

test('the right code gives the key, and the key opens the pack', async () => {
  const code = codeOf(randomBytes(8))
  const { pack, key } = packFor(MINE, code)
  expect(await unlockKey(pack, MINE, code)).toBe(key)
  expect(await openPack(pack, key)).toEqual(content)
})

test('a wrong code, another attempt’s code, another attempt and a changed bit open nothing', async () => {
  const [code, otherCode] = [codeOf(randomBytes(8)), codeOf(randomBytes(8))]
  const { pack, key } = packFor(MINE, code)
  expect(await unlockKey(pack, MINE, otherCode)).toBeNull()
  expect(await unlockKey(pack, OTHER, code)).toBeNull()
  expect(await unlockKey({ ...pack, packId: 'pack-2' }, MINE, code)).toBeNull()
  expect(await unlockKey({ ...pack, unlock: packFor(OTHER, otherCode).pack.unlock }, MINE, otherCode)).toBeNull()
  expect(await unlockKey({ ...pack, unlock: null }, MINE, code)).toBeNull()

  const changed = Buffer.from(pack.ciphertext, 'base64')
  changed[5]! ^= 1
  expect(await openPack({ ...pack, ciphertext: changed.toString('base64') }, key)).toBeNull()
  expect(await openPack(pack, packFor(MINE, code).key)).toBeNull()
  expect(await openPack(pack, 'not base64 at all!')).toBeNull()
})
