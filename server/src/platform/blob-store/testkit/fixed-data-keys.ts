// Owns: keys of blobs whose attempts no database knows, for tests of a store by itself.
import { randomBytes } from 'node:crypto'
import type { DataKeys } from '../interview-keys.ts'
import { deriveDataKey, KEY_BYTES } from '../keystream.ts'

const INTERVIEW_KEY = randomBytes(KEY_BYTES)

export const createFixedDataKeys = (): DataKeys => ({
  of: async (key, salt) => deriveDataKey(INTERVIEW_KEY, salt, key),
  forget: () => {},
})
