// Owns: secrets that a browser holds and the server does not: how they are made, and the only form in which they are kept.
// Never keeps or logs one.
import { createHash } from 'node:crypto'
import type { Random } from './clock.ts'

/** 32 bytes: 256 bits of entropy, beyond guessing. */
const SECRET_BYTES = 32

export const makeSecret = (random: Random): string => random.bytes(SECRET_BYTES).toString('base64url')

/** SHA-256 is enough for what cannot be guessed. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()
