// Owns: the certificate of --lan while the server runs: for the addresses of now, and never about to run out.
// Never written to disk: its key lives as long as the process.
import type { Clock } from '../clock.ts'
import type { Authority } from './local-authority.ts'
import type { CertificateSource } from './certificate.ts'
import type { LocalNames } from './local-names.ts'

/** A process that runs for months gets a new one a month before the old one runs out. */
const RENEWED_BEFORE_MS = 30 * 86_400_000

export type LocalCertificate = CertificateSource & {
  /** what the current certificate is for */
  names(): LocalNames
}

/** @param look reads the machine's names now; computers change networks while they run */
export async function issueLocalCertificate(
  authority: Authority,
  options: { clock: Clock; look: () => LocalNames },
): Promise<LocalCertificate> {
  let names = options.look()
  let issued = await authority.issue(names)
  return {
    current: () => issued,
    names: () => names,
    async renew() {
      const seen = options.look()
      const isRunningOut = issued.expiresAt - options.clock.now() < RENEWED_BEFORE_MS
      if (!isRunningOut && isSame(seen, names)) return null
      issued = await authority.issue(seen)
      names = seen
      return issued
    },
  }
}

function isSame(a: LocalNames, b: LocalNames): boolean {
  const all = ({ addresses, names }: LocalNames) => [...names, ...addresses].toSorted().join()
  return all(a) === all(b)
}
