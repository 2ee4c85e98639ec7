// Owns: hashing and checking personal codes (argon2id), a few at a time beside everything else that Node's four threads do:
// a crowd at sign-in, or a list of thousands, must not keep a receipt from its disk. Never keeps or logs a code.
import { hash, verify } from '@node-rs/argon2'
import PQueue from 'p-queue'

/** argon2id with 19 MiB and two passes: the first choice of the OWASP password storage cheat sheet (2024). */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** Of the four threads of libuv, on which files are written and read too. */
const AT_ONCE = 2
/** A person who signs in goes before a list of thousands. */
const PRIORITY = { person: 1, list: 0 }

const queue = new PQueue({ concurrency: AT_ONCE })

export const hashCode = (code: string): Promise<string> =>
  queue.add(() => hash(code, ARGON2), { priority: PRIORITY.list })

/** Whether a code is the one that was hashed. @param waits for whom it is compared */
export const isCode = (codeHash: string, code: string, waits: keyof typeof PRIORITY): Promise<boolean> =>
  queue.add(() => verify(codeHash, code), { priority: PRIORITY[waits] })
