// Owns: a certificate from files (--cert, --key): whether it can be served, and noticing that it was renewed.
// Never writes them, and never lets a renewal that went wrong take a working certificate away.
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { Clock } from '../clock.ts'
import type { Certificate, CertificateSource, TlsRefusal } from './certificate.ts'

type Files = { certFile: string; keyFile: string }

export type FileCertificate = CertificateSource & {
  /** the first name it is for that is no wildcard, or null: for links */
  name(): string | null
}

/** @param onUnusable told once for each change of the files that cannot be served; the old certificate stays */
export function openCertificateFiles(
  files: Files,
  ports: { clock: Clock; onUnusable: (refusal: TlsRefusal) => void },
): { ok: true; certificate: FileCertificate } | TlsRefusal {
  let seen = marksOf(files)
  const first = read(files, ports.clock)
  if (!first.ok) return first
  let current = first.certificate
  return {
    ok: true,
    certificate: {
      current: () => current,
      name: () => nameOf(current),
      async renew() {
        const marks = marksOf(files)
        if (marks === seen) return null
        seen = marks
        const again = read(files, ports.clock)
        if (!again.ok) {
          // two files are never changed in one moment: the second change is looked at too
          ports.onUnusable(again)
          return null
        }
        current = again.certificate
        return current
      },
    },
  }
}

/** Changes whenever one of the files does; links are followed, because renewing programs turn a link to a new file. */
function marksOf({ certFile, keyFile }: Files): string {
  return [certFile, keyFile]
    .map((file) => {
      try {
        const { ino, size, mtimeMs } = statSync(file)
        return `${ino} ${size} ${mtimeMs}`
      } catch {
        return 'none'
      }
    })
    .join()
}

function read({ certFile, keyFile }: Files, clock: Clock): { ok: true; certificate: Certificate } | TlsRefusal {
  const texts: string[] = []
  for (const file of [certFile, keyFile]) {
    try {
      texts.push(readFileSync(file, 'utf8'))
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
      return unreadable(`Cannot read ${file} (${code}). Name a file this user may read with --cert and --key.`)
    }
  }
  const [cert = '', key = ''] = texts
  const leaf = leafIn(cert)
  if (!leaf)
    return unreadable(`${certFile} holds no certificate in PEM. --cert wants the whole chain, the server's first.`)
  const privateKey = keyIn(key)
  if (!privateKey) {
    return unreadable(
      `${keyFile} holds no private key in PEM that can be used without a passphrase. "openssl pkey -in ${keyFile} -out NEW" writes one.`,
    )
  }
  if (!leaf.checkPrivateKey(privateKey)) {
    return {
      ok: false,
      reason: 'certificateMismatch',
      message: `The key in ${keyFile} does not belong to the first certificate in ${certFile}. --cert wants the whole chain, the server's first.`,
    }
  }
  if (leaf.validToDate.getTime() <= clock.now()) {
    return {
      ok: false,
      reason: 'certificateExpired',
      message: `The certificate in ${certFile} ran out on ${leaf.validToDate.toISOString()}. Renew it, then start again.`,
    }
  }
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    return unreadable(`${certFile} cannot be served: ${error instanceof Error ? error.message : String(error)}`)
  }
  return { ok: true, certificate: { cert, key } }
}

function unreadable(message: string): TlsRefusal {
  return { ok: false, reason: 'certificateUnreadable', message }
}

function leafIn(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem)
  } catch {
    return null
  }
}

function keyIn(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

function nameOf({ cert }: Certificate): string | null {
  const names = leafIn(cert)?.subjectAltName?.split(', ') ?? []
  const plain = names.filter((name) => name.startsWith('DNS:')).map((name) => name.slice('DNS:'.length))
  return plain.find((name) => !name.startsWith('*')) ?? null
}
