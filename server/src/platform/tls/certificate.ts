// Owns: the words of TLS that the rest of the server uses: a certificate, where it comes from, why there is none.
// Never reads a file or makes a key: local-certificate.ts and certificate-files.ts do.

/** How the pages are served: plain, with the certificate of the machine's own authority, or with one from files. */
export type TlsChoice = null | { kind: 'local' } | { kind: 'files'; certFile: string; keyFile: string }

/** In PEM: the chain, leaf first, and the leaf's private key. */
export type Certificate = { cert: string; key: string }

export type CertificateSource = {
  current(): Certificate
  /** The certificate to serve from now on, or null while the current one stays right. Never throws for a bad file. */
  renew(): Promise<Certificate | null>
}

/** What may be wrong outside the program; `message` says what to do. */
export type TlsRefusal = {
  ok: false
  reason: 'certificateUnreadable' | 'certificateMismatch' | 'certificateExpired' | 'pagesMissing'
  message: string
}
