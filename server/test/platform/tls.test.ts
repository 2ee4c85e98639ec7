// Certificates against real TLS: what the local authority issues, what it cannot issue, renewal, files, the install page.
import { createHash, X509Certificate } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { createServer, request, type Server } from 'node:https'
import { isIP, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkServerIdentity as checkIdentity, type PeerCertificate, type TLSSocket } from 'node:tls'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { DAY_MS } from '@zhishi/core/time'
import { scaled } from '../../../tools/machine-speed.ts'
import { parseConfig } from '../../src/config.ts'
import { systemClock, systemRandom, type Clock } from '../../src/platform/clock.ts'
import type { Certificate } from '../../src/platform/tls/certificate.ts'
import { openCertificateFiles } from '../../src/platform/tls/certificate-files.ts'
import { listenForInstall } from '../../src/platform/tls/install-listener.ts'
import { openInstallFiles } from '../../src/platform/tls/install-page.ts'
import { AUTHORITY_FILE, obtainAuthority, type Authority } from '../../src/platform/tls/local-authority.ts'
import { issueLocalCertificate } from '../../src/platform/tls/local-certificate.ts'
import { localNames, type LocalNames } from '../../src/platform/tls/local-names.ts'
import { startApp, linkFor } from '../testkit/app.ts'

const HERE: LocalNames = { addresses: ['192.168.1.5'], names: ['localhost', 'desk.local'] }

let keys: string
beforeEach(() => {
  keys = mkdtempSync(join(tmpdir(), 'zhishi-tls-'))
})
afterEach(() => rmSync(keys, { recursive: true, force: true }))

/** A clock that is ahead of the real one, against which TLS itself judges. */
const clockAhead = (byMs: number) => ({ ...systemClock, now: () => systemClock.now() + byMs })

const authorityAt = (aheadMs = 0): Promise<Authority> => authorityWith(clockAhead(aheadMs))

async function authorityWith(clock: Clock): Promise<Authority> {
  const obtained = await obtainAuthority(keys, { clock, random: systemRandom })
  if (!obtained.ok) throw new Error(obtained.message)
  return obtained.authority
}

const pemOf = ({ certificate }: Authority): string => new X509Certificate(certificate).toString()

async function serve(certificate: Certificate): Promise<{ server: Server; port: number }> {
  const server = createServer(certificate, (_request, response) => response.end('served'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { server, port: (server.address() as AddressInfo).port }
}

type Asked = { status: number; body: string; headers: IncomingHttpHeaders; peer: string; code?: never }
/** One request, as to a server of that name or address; a handshake that fails comes back as its code. */
function ask(
  port: number,
  ca: string,
  more: { servername?: string; method?: string; path?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Asked | { code: string; says: string }> {
  const { servername = 'localhost', body, ...rest } = more
  return new Promise((resolve) => {
    const asksFor = isIP(servername) === 0 ? { servername } : {}
    const checkServerIdentity = (_host: string, peer: PeerCertificate) => checkIdentity(servername, peer)
    const options = { host: '127.0.0.1', port, ca, checkServerIdentity, agent: false as const, ...asksFor, ...rest }
    const asking = request(options, (response) => {
      const peer = (response.socket as TLSSocket).getPeerCertificate().fingerprint256
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers, peer }),
      )
    })
    asking.on('error', (error: NodeJS.ErrnoException) => resolve({ code: error.code ?? '', says: error.message }))
    asking.end(body)
  })
}

describe('the local authority', () => {
  test('is made once, for its owner alone, and what it issues opens a connection by address and by name', async () => {
    const authority = await authorityAt()
    expect(statSync(join(keys, AUTHORITY_FILE)).mode & 0o777).toBe(0o600)
    expect((await authorityAt()).fingerprint).toBe(authority.fingerprint)
    const digest = createHash('sha256').update(authority.certificate).digest('hex').toUpperCase()
    expect(authority.fingerprint.replaceAll(':', '')).toBe(digest)

    const issued = await authority.issue(HERE)
    const leaf = new X509Certificate(issued.cert)
    expect(leaf.subjectAltName).toBe('DNS:localhost, DNS:desk.local, IP Address:127.0.0.1, IP Address:192.168.1.5')
    // Apple refuses a longer one (support.apple.com/102028)
    expect(leaf.validToDate.getTime() - leaf.validFromDate.getTime()).toBeLessThanOrEqual(397 * DAY_MS)

    const { port } = await serve(issued)
    for (const servername of ['localhost', 'desk.local', '192.168.1.5']) {
      expect(await ask(port, pemOf(authority), { servername })).toMatchObject({ status: 200, body: 'served' })
    }
    expect(await ask(port, pemOf(authority), { servername: '192.168.1.6' })).toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
    // who has not installed it is warned
    const foreign = mkdtempSync(join(tmpdir(), 'zhishi-tls-'))
    onTestFinished(() => rmSync(foreign, { recursive: true, force: true }))
    const other = await obtainAuthority(foreign, { clock: systemClock, random: systemRandom })
    expect(await ask(port, other.ok ? pemOf(other.authority) : '')).toMatchObject({
      code: expect.stringMatching(/^(UNABLE_TO|DEPTH_ZERO)/),
    })
  })

  test.each<LocalNames>([
    { addresses: ['8.8.8.8'], names: ['localhost'] },
    { addresses: [], names: ['localhost', 'bank.example'] },
    { addresses: [], names: ['localhost', 'localhost.example'] },
  ])('cannot vouch for the internet, even if it is made to: %j', async (names) => {
    const authority = await authorityAt()
    const { port } = await serve(await authority.issue(names))
    expect(await ask(port, pemOf(authority))).toMatchObject({ says: 'permitted subtree violation' })
  })

  test('is replaced before it could not outlive what it issues; a file that holds none is refused', async () => {
    const first = await authorityAt()
    const lifeMs = first.expiresAt - systemClock.now()
    expect((await authorityAt(lifeMs - 121 * DAY_MS)).fingerprint).toBe(first.fingerprint)
    expect((await authorityAt(lifeMs - 119 * DAY_MS)).fingerprint).not.toBe(first.fingerprint)

    writeFileSync(join(keys, AUTHORITY_FILE), 'nothing')
    const refused = await obtainAuthority(keys, { clock: systemClock, random: systemRandom })
    expect(refused).toMatchObject({ ok: false, reason: 'certificateUnreadable' })
    expect(refused.ok || refused.message).toContain(`${AUTHORITY_FILE} does not hold`)
  })
})

describe('the certificate of --lan', () => {
  test('follows the addresses of the machine while it serves', async () => {
    const authority = await authorityAt()
    let names = HERE
    const certificate = await issueLocalCertificate(authority, { clock: systemClock, look: () => names })
    const { server, port } = await serve(certificate.current())
    names = { ...HERE, addresses: ['10.0.0.7'] }
    expect(await ask(port, pemOf(authority), { servername: '10.0.0.7' })).toHaveProperty('code')

    server.setSecureContext((await certificate.renew()) ?? {})
    expect(await ask(port, pemOf(authority), { servername: '10.0.0.7' })).toMatchObject({ status: 200 })
    expect(certificate.names()).toEqual(names)
    expect(await certificate.renew()).toBeNull()
  })

  test('is issued anew before it runs out; one that ran out opens nothing', async () => {
    let aheadMs = -120 * DAY_MS
    const clock = { ...systemClock, now: () => systemClock.now() + aheadMs }
    const authority = await authorityWith(clock)
    const certificate = await issueLocalCertificate(authority, { clock, look: () => HERE })
    const { server, port } = await serve(certificate.current())
    expect(await ask(port, pemOf(authority))).toMatchObject({ code: 'CERT_HAS_EXPIRED' })

    aheadMs += 58 * DAY_MS
    expect(await certificate.renew()).toBeNull()
    aheadMs += 2 * DAY_MS
    expect(await certificate.renew()).not.toBeNull()
    aheadMs = 0
    server.setSecureContext((await certificate.renew()) ?? {})
    expect(await ask(port, pemOf(authority))).toMatchObject({ status: 200 })
  })
})

test('a machine is named by what its network knows: private addresses, names that the internet never gives out', () => {
  const at = (address: string, internal = false) =>
    ({ address, internal, family: 'IPv4', netmask: '', mac: '', cidr: null }) as const
  const interfaces = {
    docker0: [at('172.17.0.1')],
    lo: [at('127.0.0.1', true)],
    eth0: [at('8.8.8.8'), at('172.16.3.4'), { ...at('fe80::1'), family: 'IPv6', scopeid: 1 } as const],
    wlan0: [at('192.168.1.5'), at('172.16.3.4')],
  }
  expect(localNames(interfaces, 'Desk.lan')).toEqual({
    addresses: ['172.16.3.4', '192.168.1.5', '172.17.0.1'],
    names: ['localhost', 'desk.local'],
  })
  expect(localNames({}, 'pc.home.arpa').names).toEqual(['localhost', 'pc.local', 'pc.home.arpa'])
  expect(localNames({}, '陈思远的电脑').names).toEqual(['localhost'])
  expect(localNames({}, 'www.example.org').names).toEqual(['localhost', 'www.local'])
})

test('the plain listener gives the install page, its files and the certificate, and nothing else', async () => {
  const pages = join(keys, 'dist')
  const put = (file: string, text: string) => {
    mkdirSync(join(pages, file, '..'), { recursive: true })
    writeFileSync(join(pages, file), text)
  }
  const authority = await authorityAt()
  const facts = { authority, url: () => 'https://192.168.1.5:8080' }
  expect(openInstallFiles(pages, facts)).toMatchObject({ ok: false, reason: 'pagesMissing' })
  put('install/index.html', '<head></head>')
  put('candidate/index.html', 'the candidate page')
  for (const file of ['mark.svg', 'assets/install.js', 'assets/ui.js', 'assets/ui.css', 'assets/staff.js'])
    put(file, file)
  const manifest = {
    'install/index.html': { file: 'assets/install.js', imports: ['_ui'] },
    'staff/index.html': { file: 'assets/staff.js', imports: ['_ui'] },
    _ui: { file: 'assets/ui.js', css: ['assets/ui.css'], imports: ['install/index.html'] },
  }
  put('.vite/manifest.json', JSON.stringify(manifest))
  const opened = openInstallFiles(pages, facts)
  if (!opened.ok) throw new Error(opened.message)
  const server = await listenForInstall(opened.files, { host: '127.0.0.1', port: 0 })
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const page = await fetch(`${url}/`)
  expect(page.url).toBe(`${url}/install/`)
  const html = await page.text()
  expect(html).toContain('&quot;https://192.168.1.5:8080&quot;')
  expect(html).toContain(authority.fingerprint)
  const certificate = await fetch(`${url}/install/zhishi.crt?again`)
  expect(certificate.headers.get('content-type')).toBe('application/x-x509-ca-cert')
  expect(Buffer.from(await certificate.arrayBuffer())).toEqual(authority.certificate)
  for (const file of ['mark.svg', 'assets/install.js', 'assets/ui.js', 'assets/ui.css']) {
    expect(await (await fetch(`${url}/${file}`)).text()).toBe(file)
  }
  const others = [
    'assets/staff.js',
    'candidate/',
    'candidate/index.html',
    'install/index.html',
    '.vite/manifest.json',
    'api/clock',
    'healthz',
    `install/%2e%2e/%2e%2e/${AUTHORITY_FILE}`,
    `..%2f${AUTHORITY_FILE}`,
  ]
  for (const path of others) expect([path, (await fetch(`${url}/${path}`)).status]).toEqual([path, 404])
  for (const answer of [page, certificate, await fetch(`${url}/api/me`)]) {
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  }
  expect((await fetch(`${url}/install/`, { method: 'POST', body: 'x' })).status).toBe(405)
})

describe('a certificate from files', () => {
  const put = ({ cert, key }: Certificate) => {
    const files = { certFile: join(keys, 'cert.pem'), keyFile: join(keys, 'key.pem') }
    writeFileSync(files.certFile, cert)
    writeFileSync(files.keyFile, key)
    return files
  }

  test('is refused in one sentence that says what to do', async () => {
    const authority = await authorityAt()
    const issued = await authority.issue(HERE)
    const open = (files: { certFile: string; keyFile: string }, clock = systemClock) =>
      openCertificateFiles(files, { clock, onUnusable: () => {} })
    const files = put(issued)
    expect(open(files)).toMatchObject({ ok: true })
    expect(open({ ...files, keyFile: join(keys, 'none') })).toMatchObject({
      reason: 'certificateUnreadable',
      message: expect.stringMatching(/Cannot read .*none \(ENOENT\).*--key/),
    })
    // the two swapped, the commonest mistake
    expect(open({ certFile: files.keyFile, keyFile: files.certFile })).toMatchObject({
      reason: 'certificateUnreadable',
      message: expect.stringContaining('holds no certificate'),
    })
    expect(open({ ...files, keyFile: files.certFile })).toMatchObject({
      reason: 'certificateUnreadable',
      message: expect.stringMatching(/passphrase.*openssl pkey/),
    })
    expect(open(put({ cert: issued.cert, key: (await authority.issue(HERE)).key }))).toMatchObject({
      reason: 'certificateMismatch',
      message: expect.stringContaining('does not belong'),
    })
    expect(open(put(issued), clockAhead(100 * DAY_MS))).toMatchObject({
      reason: 'certificateExpired',
      message: expect.stringContaining('ran out on'),
    })
  })

  test('a renewal is noticed; half of one, or a broken one, leaves the working certificate', async () => {
    const authority = await authorityAt()
    const [first, second] = [await authority.issue(HERE), await authority.issue(HERE)]
    const files = put(first)
    const unusable: string[] = []
    const opened = openCertificateFiles(files, {
      clock: systemClock,
      onUnusable: ({ reason }) => unusable.push(reason),
    })
    if (!opened.ok) throw new Error(opened.message)
    const { certificate } = opened
    expect(certificate.name()).toBe('localhost')
    expect(await certificate.renew()).toBeNull()
    writeFileSync(files.certFile, second.cert)
    expect([await certificate.renew(), await certificate.renew()]).toEqual([null, null])
    expect(unusable).toEqual(['certificateMismatch'])
    expect(certificate.current()).toEqual({ cert: first.cert, key: first.key })
    writeFileSync(files.keyFile, second.key)
    expect(await certificate.renew()).toEqual({ cert: second.cert, key: second.key })
    rmSync(files.certFile)
    expect(await certificate.renew()).toBeNull()
    expect(unusable).toEqual(['certificateMismatch', 'certificateUnreadable'])
    expect(certificate.current().cert).toBe(second.cert)
  })

  test('the product served with it: Secure cookies, HSTS, only its own HTTPS origin, renewed while it runs', async () => {
    const authority = await authorityAt()
    const files = put(await authority.issue(HERE))
    const app = await startApp({ now: systemClock.now(), tls: { kind: 'files', ...files } })
    expect(app.url).toMatch(/^https:\/\/localhost:\d+$/)
    const port = Number(new URL(app.url).port)
    const ca = pemOf(authority)
    const secret = await linkFor(app, 'proctor', '监督员')
    const signIn = (origin: string) =>
      ask(port, ca, {
        method: 'POST',
        path: '/api/sign-in/link',
        headers: { 'content-type': 'application/json', host: `localhost:${port}`, origin },
        body: JSON.stringify({ secret, deviceId: crypto.randomUUID() }),
      })
    // the same name without TLS is a page that anybody on the line may have written
    expect(await signIn(`http://localhost:${port}`)).toMatchObject({ status: 403 })
    const signedIn = await signIn(app.url)
    expect(signedIn).toMatchObject({
      status: 200,
      headers: { 'strict-transport-security': expect.stringContaining('max-age=') },
    })
    if (signedIn.code !== undefined) throw new Error(signedIn.code)
    const [cookie] = signedIn.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^__Host-zhishi_staff=.*; Path=\/; .*Secure/)
    // one that a neighbouring name could plant says nothing
    const [pair = ''] = (cookie ?? '').split(';')
    for (const [sent, status] of [
      [pair, 200],
      [pair.replace('__Host-', ''), 401],
    ] as const) {
      expect(await ask(port, ca, { path: '/api/me', headers: { cookie: sent, 'zhishi-side': 'staff' } })).toMatchObject(
        { status },
      )
    }

    const renewed = await authority.issue(HERE)
    put(renewed)
    // a copy restored with its old time is another file all the same
    utimesSync(files.certFile, new Date(0), new Date(0))
    await vi.waitFor(
      async () =>
        expect(await ask(port, ca, { path: '/healthz' })).toMatchObject({
          status: 200,
          peer: new X509Certificate(renewed.cert).fingerprint256,
        }),
      { timeout: scaled(20_000), interval: 250 },
    )
  })
})

test('what is said at start about certificates and addresses, and what excludes each other', () => {
  const said = (...argv: string[]) => saidWith({}, ...argv)
  const saidWith = (environment: Record<string, string>, ...argv: string[]) => {
    const parsed = parseConfig(argv, environment)
    return parsed.ok ? parsed.config : parsed.problems
  }
  expect(said()).toMatchObject({ host: '127.0.0.1', tls: null })
  expect(said('--lan')).toMatchObject({ host: '0.0.0.0', tls: { kind: 'local' } })
  expect(said('--lan', '--host', '192.168.1.5')).toMatchObject({ host: '192.168.1.5' })
  expect(said('--cert', '/c', '--key', '/k')).toMatchObject({
    host: '0.0.0.0',
    tls: { kind: 'files', certFile: '/c', keyFile: '/k' },
  })
  expect(said('--cert', '/c')).toEqual([expect.stringContaining('given together')])
  expect(said('--lan', '--cert', '/c', '--key', '/k')).toEqual([expect.stringContaining('leave out')])
  expect(saidWith({ ZHISHI_PUBLIC_URL: 'https://ms.example.org/' })).toMatchObject({
    publicUrl: 'https://ms.example.org',
  })
  expect(saidWith({ ZHISHI_PUBLIC_URL: 'ms.example.org' })).toEqual([expect.stringContaining('must be like https')])
  expect(said('--lan', '--port', '65535')).toEqual([expect.stringContaining('the port after')])
})
