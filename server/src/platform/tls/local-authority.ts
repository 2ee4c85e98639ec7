// Owns: the machine's own certificate authority: made once, kept in --keys, issues what this machine serves with.
// Never vouches for anything but local addresses and names, and never lets its key out of its file.
import 'reflect-metadata'
import { createPrivateKey, X509Certificate as NodeCertificate, type webcrypto } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AsnConvert } from '@peculiar/asn1-schema'
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from '@peculiar/asn1-x509'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { DAY_MS, type Instant } from '@zhishi/core/time'
import type { Clock, Random } from '../clock.ts'
import type { Certificate, TlsRefusal } from './certificate.ts'
import { LOCAL_DOMAINS, LOCAL_RANGES, type LocalNames } from './local-names.ts'

/** Long enough for a season of trying out; a forgotten trust ends by itself. */
const AUTHORITY_LIFE_MS = 730 * DAY_MS
/** Apple refuses more than 397 days (support.apple.com/102028); three months are plenty, each start issues a new one. */
export const LEAF_LIFE_MS = 90 * DAY_MS
/** Clocks of phones are sometimes behind. */
const BACKDATED_MS = DAY_MS
/** An authority that could not outlive what it issues is replaced by a new one, which phones have to trust anew. */
const AUTHORITY_SPARE_MS = LEAF_LIFE_MS + 30 * DAY_MS
/** RFC 5280 §4.1.2.2 allows 20; 16 random bytes are never given twice. */
const SERIAL_BYTES = 16

/** What all browsers and phones understand since about 2015. */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

export const AUTHORITY_FILE = 'local-authority.pem'

export type Authority = {
  /** as phones list it */
  name: string
  /** DER, as phones take it */
  certificate: Buffer
  /** SHA-256 in upper-case pairs, as phones show it */
  fingerprint: string
  expiresAt: Instant
  /** Issues a certificate with a fresh key for these addresses and names. */
  issue(names: LocalNames): Promise<Certificate & { expiresAt: Instant }>
}

type Surroundings = { clock: Clock; random: Random }

/** Reads the authority, or makes it where there is none or it runs out. Key and certificate lie in one file, mode 0600. */
export async function obtainAuthority(
  keysDirectory: string,
  it: Surroundings,
): Promise<{ ok: true; authority: Authority } | TlsRefusal> {
  const file = join(keysDirectory, AUTHORITY_FILE)
  try {
    const known = existsSync(file) ? await readAuthority(file) : null
    if (known !== null && known.certificate.notAfter.getTime() - it.clock.now() > AUTHORITY_SPARE_MS) {
      return { ok: true, authority: describe(known, it) }
    }
  } catch {
    return {
      ok: false,
      reason: 'certificateUnreadable',
      message: `${file} does not hold the local certificate authority. Delete it and start again: a new one is made, which phones must be told to trust anew.`,
    }
  }
  const made = await makeAuthority(it)
  const pem = `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', made.key), PemConverter.PrivateKeyTag)}\n${made.certificate.toString('pem')}\n`
  // in one move, so that a start that is killed leaves the old one or the new one
  writeFileSync(`${file}.new`, pem, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return { ok: true, authority: describe(made, it) }
}

type Made = { key: webcrypto.CryptoKey; certificate: X509Certificate }

async function readAuthority(file: string): Promise<Made> {
  // somebody who restored it may have left it open to others
  chmodSync(file, 0o600)
  const pem = readFileSync(file, 'utf8')
  const privateKey = createPrivateKey(pem)
  if (!new NodeCertificate(pem).checkPrivateKey(privateKey))
    throw new Error('key and certificate do not belong together')
  return {
    key: privateKey.toCryptoKey(ALGORITHM, false, ['sign']),
    certificate: new X509Certificate(certificateIn(pem)),
  }
}

function certificateIn(pem: string): string {
  return pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----'))
}

async function makeAuthority({ clock, random }: Surroundings): Promise<Made> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const now = clock.now()
  // its own name for each: a phone that trusts an older one must not take the two for one
  const name = `Zhishi local test ${random.bytes(2).toString('hex').toUpperCase()}`
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(random),
    name: [{ CN: [name] }, { O: ['Zhishi'] }],
    notBefore: new Date(now - BACKDATED_MS),
    notAfter: new Date(now + AUTHORITY_LIFE_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      // neither programs nor mail can be signed in its name
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      nameConstraints(),
    ],
  })
  return { key: keys.privateKey, certificate }
}

/** RFC 5280 §4.2.1.10: a stolen key still opens no site of the internet to its thief. */
function nameConstraints(): Extension {
  const bases = [
    ...LOCAL_DOMAINS.map((dNSName) => new GeneralName({ dNSName })),
    ...LOCAL_RANGES.map((iPAddress) => new GeneralName({ iPAddress })),
  ]
  const permittedSubtrees = new GeneralSubtrees(bases.map((base) => new GeneralSubtree({ base })))
  return new Extension(id_ce_nameConstraints, true, AsnConvert.serialize(new NameConstraints({ permittedSubtrees })))
}

function describe({ key, certificate }: Made, { clock, random }: Surroundings): Authority {
  const plain = new NodeCertificate(Buffer.from(certificate.rawData))
  return {
    name: certificate.subjectName.getField('CN')[0] ?? '',
    certificate: Buffer.from(certificate.rawData),
    fingerprint: plain.fingerprint256,
    expiresAt: certificate.notAfter.getTime(),
    async issue({ addresses, names }) {
      const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
      const now = clock.now()
      const expiresAt = Math.min(now + LEAF_LIFE_MS - BACKDATED_MS, certificate.notAfter.getTime())
      const leaf = await X509CertificateGenerator.create({
        serialNumber: serialNumber(random),
        subject: [{ CN: ['Zhishi'] }],
        issuer: certificate.subjectName,
        notBefore: new Date(now - BACKDATED_MS),
        notAfter: new Date(expiresAt),
        publicKey: keys.publicKey,
        signingKey: key,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new BasicConstraintsExtension(false),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
          new SubjectAlternativeNameExtension([
            ...names.map((value) => ({ type: 'dns', value }) as const),
            ...['127.0.0.1', ...addresses].map((value) => ({ type: 'ip', value }) as const),
          ]),
          await AuthorityKeyIdentifierExtension.create(certificate.publicKey),
        ],
      })
      const privateKey = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
      return {
        cert: leaf.toString('pem'),
        key: PemConverter.encode(privateKey, PemConverter.PrivateKeyTag),
        expiresAt,
      }
    },
  }
}

/** Positive, as RFC 5280 §4.1.2.2 asks: the first bit is zero, and the first byte is not. */
function serialNumber(random: Random): string {
  const bytes = random.bytes(SERIAL_BYTES)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.toString('hex')
}
