// Owns: what the server wrote into the install page about its certificate (server/src/platform/tls/install-page.ts).
import { z } from 'zod'

const META = 'zhishi-local-certificate'

const facts = z.object({
  /** where the pages are, once the certificate is trusted */
  url: z.url({ protocol: /^https$/ }),
  /** where the certificate is, beside this page */
  certificate: z.string().startsWith('/'),
  name: z.string(),
  fingerprint: z.string(),
  expiresAt: z.int(),
})

export type InstallFacts = z.infer<typeof facts>

/** @returns null where the server needs no certificate of its own */
export function factsIn(page: Pick<Document, 'querySelector'>): InstallFacts | null {
  const written = page.querySelector<HTMLMetaElement>(`meta[name="${META}"]`)?.content
  return written === undefined ? null : facts.parse(JSON.parse(written))
}
