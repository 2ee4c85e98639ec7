// Owns: the way a server is reached: plain or over TLS, with which certificate, under which URL, and --lan's install page.
// Never builds the HTTP server: main.ts hands it in.
import type { Server as HttpServer } from 'node:http'
import { Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import type { FastifyBaseLogger } from 'fastify'
import type { Clock, Random } from '../clock.ts'
import { every } from '../every.ts'
import type { Certificate, CertificateSource, TlsChoice, TlsRefusal } from './certificate.ts'
import { openCertificateFiles } from './certificate-files.ts'
import { listenForInstall } from './install-listener.ts'
import { INSTALL_PATH, openInstallFiles, type InstallFiles } from './install-page.ts'
import { obtainAuthority, type Authority } from './local-authority.ts'
import { issueLocalCertificate } from './local-certificate.ts'
import { localNames } from './local-names.ts'

/** A renewed file or a new network is taken up this soon; a look costs two `stat` or one list of addresses. */
const CHECK_EVERY_MS = 5000
const HTTPS_PORT = 443

export type Transport = {
  /** null: plain HTTP. Only a certificate that everybody trusts may promise that this name is always HTTPS. */
  tls(): { certificate: Certificate; canPromiseHttps: boolean } | null
  /** only with --lan: what the main server shows too, once the authority is trusted */
  installFiles: InstallFiles | null
  /** the address to tell candidates, once the port is known */
  urlAt(port: number): string
  /** Takes up renewed certificates and serves the install page, until the returned function is called. */
  begin(
    server: HttpServer,
    installAt: { host: string; port: number },
  ): Promise<{ lan: Lan | null; end: () => Promise<void> }>
}

/** What is told about a server on the local network. */
export type Lan = {
  installUrl: string
  /** every address it answers at, as URLs; the likeliest first, empty without a network */
  urls: string[]
  authority: Pick<Authority, 'name' | 'fingerprint' | 'expiresAt'>
}

type Surroundings = { clock: Clock; random: Random; log: FastifyBaseLogger }

/** @param choice null: plain HTTP, for this machine or behind a proxy */
export async function prepareTransport(
  choice: TlsChoice,
  at: { host: string; keysDirectory: string; pagesDirectory: string },
  it: Surroundings,
): Promise<{ ok: true; transport: Transport } | TlsRefusal> {
  if (choice === null) return { ok: true, transport: plain(at.host) }
  return choice.kind === 'local' ? prepareLocal(at, it) : prepareFiles(choice, at.host, it)
}

function plain(host: string): Transport {
  return {
    tls: () => null,
    installFiles: null,
    urlAt: (port) => `http://${isAnyOrLoopback(host) ? 'localhost' : host}:${port}`,
    begin: () => Promise.resolve({ lan: null, end: () => Promise.resolve() }),
  }
}

function prepareFiles(
  files: { certFile: string; keyFile: string },
  host: string,
  { clock, log }: Surroundings,
): { ok: true; transport: Transport } | TlsRefusal {
  const onUnusable = ({ message }: TlsRefusal) =>
    log.error({ reason: message }, 'the renewed certificate cannot be used')
  const opened = openCertificateFiles(files, { clock, onUnusable })
  if (!opened.ok) return opened
  const { certificate } = opened
  return {
    ok: true,
    transport: {
      tls: () => ({ certificate: certificate.current(), canPromiseHttps: true }),
      installFiles: null,
      urlAt: (port) => httpsUrl(certificate.name() ?? (isAnyOrLoopback(host) ? 'localhost' : host), port),
      begin: (server) => Promise.resolve({ lan: null, end: keep(server, certificate, log) }),
    },
  }
}

async function prepareLocal(
  at: { keysDirectory: string; pagesDirectory: string },
  { clock, random, log }: Surroundings,
): Promise<{ ok: true; transport: Transport } | TlsRefusal> {
  const obtained = await obtainAuthority(at.keysDirectory, { clock, random })
  if (!obtained.ok) return obtained
  const { authority } = obtained
  const look = () => localNames(networkInterfaces(), hostname())
  const certificate = await issueLocalCertificate(authority, { clock, look })
  const likeliest = () => certificate.names().addresses[0] ?? 'localhost'
  let url = ''
  const opened = openInstallFiles(at.pagesDirectory, { authority, url: () => url })
  if (!opened.ok) return opened
  const urlAt = (port: number) => httpsUrl(likeliest(), port)
  return {
    ok: true,
    transport: {
      tls: () => ({ certificate: certificate.current(), canPromiseHttps: false }),
      installFiles: opened.files,
      urlAt,
      async begin(server, installAt) {
        const { port } = server.address() as AddressInfo
        url = urlAt(port)
        const installing = await listenForInstall(opened.files, installAt)
        const installPort = (installing.address() as AddressInfo).port
        const stopKeeping = keep(server, certificate, log, () => {
          url = urlAt(port)
          log.info({ url }, 'likeliest address on the network')
        })
        const lan = {
          installUrl: `http://${likeliest()}:${installPort}${INSTALL_PATH}`,
          urls: certificate.names().addresses.map((address) => httpsUrl(address, port)),
          authority,
        }
        const end = async () => {
          await stopKeeping()
          installing.closeAllConnections()
          await new Promise((resolve) => installing.close(resolve))
        }
        return { lan, end }
      },
    },
  }
}

/** New connections get the renewed certificate; those that are open go on. */
function keep(
  server: HttpServer,
  certificate: CertificateSource,
  log: FastifyBaseLogger,
  onRenewed: () => void = () => {},
): () => Promise<void> {
  const look = async () => {
    const renewed = await certificate.renew()
    if (renewed === null || !(server instanceof HttpsServer)) return
    server.setSecureContext(renewed)
    onRenewed()
    log.info('serving a renewed certificate')
  }
  return every(CHECK_EVERY_MS, look, (error) => log.error({ err: error }, 'the certificate could not be renewed'))
}

function httpsUrl(host: string, port: number): string {
  return port === HTTPS_PORT ? `https://${host}` : `https://${host}:${port}`
}

function isAnyOrLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === '0.0.0.0'
}
