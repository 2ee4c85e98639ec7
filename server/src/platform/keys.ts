// Owns: the server's secrets: one master key from which all others are derived, and the key that signs receipts.
// Never lies in the data directory, so that one backup never holds both (docs/security.md#keys). Never logs a key.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  hkdfSync,
  sign,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Random } from './clock.ts'

/** What a key is used for; each purpose has its own key, derived from the master by HKDF (RFC 5869). */
export type KeyPurpose =
  | 'acknowledgements'
  | 'attachments'
  | 'bindingCodes'
  | 'demoCodes'
  | 'documentDrafts'
  | 'documentVersions'
  | 'draftFiles'
  | 'draws'
  | 'drawSalts'
  | 'facePictures'
  | 'faceTemplates'
  | 'fileDigests'
  | 'grants'
  | 'helpTexts'
  | 'interviewKeys'
  | 'numbers'
  | 'packKeys'
  | 'personalData'
  | 'signInTries'
  | 'stills'
  | 'unlockCodes'

export type Keys = {
  masterKeyId: string
  /** keyed hash: HMAC-SHA-256 (RFC 2104) under the key of that purpose */
  mac(purpose: KeyPurpose, it: string | Buffer): Buffer
  /** AES-256-GCM under the key of that purpose; `context` is authenticated and must be given again to open */
  seal(purpose: KeyPurpose, plain: Buffer, context: string): Buffer
  /** throws when the bytes were changed or belong to another context */
  open(purpose: KeyPurpose, sealed: Buffer, context: string): Buffer
  receiptKeyId: string
  /** SPKI in base64 */
  receiptPublicKey: string
  /** Ed25519 (RFC 8032), base64url */
  signReceipt(text: string): string
}

/** 96-bit nonces are what AES-GCM is specified for (NIST SP 800-38D §5.2.1.1). */
const NONCE_BYTES = 12
const TAG_BYTES = 16

const MASTER_KEY = 'master.key'
const SIGNING_KEY = 'receipt-signing.pem'

/** Compares secrets without telling by time how much of them is right. */
export function isSameSecret(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

/** The public half of the key that signs receipts, for a command that checks signatures; null: there is no such key here. */
export function readReceiptKey(directory: string): KeyObject | null {
  const file = join(directory, SIGNING_KEY)
  return existsSync(file) ? createPublicKey(readFileSync(file)) : null
}

/** Whether a start has made keys there: a command that reads what a server has written makes none. */
export const hasKeys = (directory: string): boolean =>
  [MASTER_KEY, SIGNING_KEY].every((name) => existsSync(join(directory, name)))

/** Reads the keys, or makes them at the first start. Files are readable by their owner only. */
export function loadKeys(directory: string, random: Random): Keys {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  chmodSync(directory, 0o700)
  const master = loadOrCreate(join(directory, MASTER_KEY), () => random.bytes(32).toString('base64'))
  const signing = loadOrCreate(join(directory, SIGNING_KEY), () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  )
  const masterKey = Buffer.from(master.trim(), 'base64')
  if (masterKey.length !== 32) throw new Error(`${join(directory, MASTER_KEY)} does not hold 32 bytes in base64`)
  const derived = new Map<KeyPurpose, KeyObject>()
  // as key objects: for bytes node:crypto finds out anew each time that they are none (42 µs for each still)
  const keyOf = (purpose: KeyPurpose): KeyObject => {
    const known = derived.get(purpose)
    if (known) return known
    const made = createSecretKey(Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), `zhishi/${purpose}`, 32)))
    derived.set(purpose, made)
    return made
  }
  const privateKey = createPrivateKey(signing)
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  return {
    masterKeyId: idOf(masterKey),
    mac: (purpose, it) => createHmac('sha256', keyOf(purpose)).update(it).digest(),
    seal(purpose, plain, context) {
      const nonce = random.bytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', keyOf(purpose), nonce).setAAD(Buffer.from(context))
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open(purpose, sealed, context) {
      const nonce = sealed.subarray(0, NONCE_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', keyOf(purpose), nonce).setAAD(Buffer.from(context))
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)), decipher.final()])
    },
    receiptKeyId: idOf(publicKey),
    receiptPublicKey: publicKey.toString('base64'),
    signReceipt: (text) => sign(null, Buffer.from(text), privateKey).toString('base64url'),
  }
}

/**
 * A key appears whole and only once, and is on the disk before anything is sealed with it: after a power cut in the first
 * half minute of an installation an empty key would open nothing of what has a receipt.
 */
function loadOrCreate(file: string, make: () => string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8')
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, make(), { mode: 0o600 })
  syncToDisk(draft, 'r+')
  try {
    linkSync(draft, file)
  } catch (error) {
    // another process was quicker: its key is the one
    if (!existsSync(file)) throw error
  } finally {
    rmSync(draft)
  }
  // Windows cannot open a directory; NTFS journals names by itself
  const directories = process.platform === 'win32' ? [] : [dirname(file), dirname(dirname(file))]
  for (const directory of directories) syncToDisk(directory, 'r')
  return readFileSync(file, 'utf8')
}

function syncToDisk(path: string, flags: 'r' | 'r+'): void {
  const handle = openSync(path, flags)
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** A name for a key that tells nothing of it: 16 hexadecimal digits of a hash. */
function idOf(key: Buffer): string {
  return createHash('sha256').update('zhishi/key-id').update(key).digest('hex').slice(0, 16)
}
