// Owns: what reverse proxies say of a request (Host, X-Forwarded-*): which of them are believed, what is meant, and telling the
// operator, once for each sender, where it does not fit.
// Never believes the headers of somebody whom ZHISHI_TRUST_PROXY does not name, and never logs a person's whole address.
import { BlockList, isIP } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'

/** Names that stand for networks, as Fastify's trustProxy knows them. */
const NAMED: Record<string, readonly string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}
/** Of so many senders and kinds something is said; whoever sends more of them wants to fill the log. */
const TOLD_MAX = 100

/** A list of addresses, networks and names, separated by commas. @returns the entries, or those that are none of these */
export function parseTrustProxy(text: string | undefined): { trusted: string[] | false } | { wrong: string[] } {
  const entries = (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  const wrong = entries.filter((one) => !Object.hasOwn(NAMED, one) && networkOf(one) === null)
  if (wrong.length > 0) return { wrong }
  return { trusted: entries.length > 0 ? entries : false }
}

type Network = { address: string; bits: number; family: 'ipv4' | 'ipv6' }

function networkOf(entry: string): Network | null {
  const [address = '', said, ...more] = entry.split('/')
  const version = isIP(address)
  const most = version === 4 ? 32 : 128
  const bits = said === undefined ? most : /^\d{1,3}$/.test(said) ? Number(said) : -1
  if (version === 0 || more.length > 0 || bits < 0 || bits > most) return null
  return { address, bits, family: version === 4 ? 'ipv4' : 'ipv6' }
}

/**
 * Who asks, for counting: an address of IPv4, or the /64 of one of IPv6, which is what one household or device has at least (RFC 6177).
 * `claimed`: where a sender whom nobody named says that it comes from.
 */
export type Sender = { address: string; claimed: string | null }

export type Proxies = {
  /** Whether a page of another site asks: browsers name the origin with every change and every socket, others need not. */
  isForeign(request: FastifyRequest): boolean
  senderOf(request: FastifyRequest): Sender
  /** whether the operator named it as a proxy */
  isTrusted(address: string): boolean
}

declare module 'fastify' {
  interface FastifyInstance {
    proxies: Proxies
  }
}

/** Looks at what proxies say of each request; afterwards the app has `proxies`. */
export function monitorProxies(
  app: FastifyInstance,
  options: { trusted: string[] | false; publicUrl: string | null },
): void {
  const list = new BlockList()
  for (const entry of options.trusted || []) {
    for (const one of NAMED[entry] ?? [entry]) {
      const network = networkOf(one)
      if (network) list.addSubnet(network.address, network.bits, network.family)
    }
  }
  const publicOrigin = options.publicUrl === null ? null : new URL(options.publicUrl).origin
  const told = new Set<string>()

  app.decorate('proxies', {
    isForeign(request) {
      const { origin } = request.headers
      if (origin === undefined || origin === publicOrigin) return false
      if (isOwn(origin, request)) return false
      tell(
        request,
        `origin ${origin} ${request.host}`,
        `refused as from another site: the page comes from the origin, and the request is for the host. If both are this installation, a proxy changes the host: let it pass Host on as it came, with its port (or set X-Forwarded-Host), or name the address in ZHISHI_PUBLIC_URL`,
        {
          origin,
          ...hostSaid(request),
        },
      )
      return true
    },
    senderOf(request) {
      const claimed = request.headers['x-forwarded-for']
      return {
        address: countedAs(request.ip),
        claimed: claimed && !isTrusted(request) ? String(claimed).slice(0, 200) : null,
      }
    },
    isTrusted: (address) => isNamed(plain(address)),
  })

  app.addHook('onRequest', async (request) => {
    const value = request.headers['x-forwarded-for']
    if (isTrusted(request)) {
      if (value !== undefined) return
      const message = `this proxy does not say for whom it asks: all its visitors count as one, and one who guesses wrong codes keeps all of them from signing in. Let it set X-Forwarded-For`
      tell(request, 'nobody named', message, { header: 'X-Forwarded-For', value: null })
    } else if (value !== undefined) {
      const message = `a proxy that nobody named sends X-Forwarded-For, which is not believed: its visitors share their tries of wrong codes. If it is yours, name its address in ZHISHI_TRUST_PROXY`
      tell(request, 'not named', message, { header: 'X-Forwarded-For', value: masked(String(value)) })
    }
  })

  const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '')
  const senderAddress = (request: FastifyRequest): string => plain(request.socket.remoteAddress ?? '')

  const isTrusted = (request: FastifyRequest): boolean => isNamed(senderAddress(request))

  function isNamed(address: string): boolean {
    const version = isIP(address)
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6')
  }

  function tell(request: FastifyRequest, kind: string, message: string, facts: object): void {
    const from = senderAddress(request)
    const key = `${from} ${kind}`
    if (told.has(key) || told.size >= TOLD_MAX) return
    told.add(key)
    request.log.warn({ ...facts, from }, message)
  }
}

/**
 * Whether the page has the host that the request is for. Over HTTPS a page that came without it is foreign: whoever sits on the
 * line could have written it. Behind a proxy that is not trusted we see HTTP, and the host has to be enough.
 */
function isOwn(origin: string, request: FastifyRequest): boolean {
  if (!URL.canParse(origin)) return false
  const page = new URL(origin)
  if (page.protocol !== 'https:' && isHttps(request)) return false
  // two proxies in a row may name the same host twice, and one may add the port that browsers leave out
  return request.host.split(',').every((one) => {
    const asked = `${page.protocol}//${one.trim()}`
    return URL.canParse(asked) && new URL(asked).host === page.host
  })
}

/** Whether the browser speaks HTTPS to us, directly or through a trusted proxy. */
export function isHttps(request: FastifyRequest): boolean {
  return request.protocol === 'https'
}

/** Which header the host was taken from, and what it says. */
function hostSaid(request: FastifyRequest): { header: string; value: string } {
  const header = request.host === request.headers.host ? 'Host' : 'X-Forwarded-Host'
  return { header, value: String(request.headers[header.toLowerCase()] ?? '').slice(0, 200) }
}

/** Without its last 64 bits, where it is one of IPv6. */
function countedAs(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${ipaddr.fromByteArray([...parsed.toByteArray().slice(0, 8), ...Array<number>(8).fill(0)]).toString()}/64`
}

/** Addresses without what tells one person of a network from another. */
function masked(addresses: string): string {
  return addresses
    .slice(0, 200)
    .split(',')
    .map((one) =>
      one
        .trim()
        .replace(/\.\d+(:\d+)?$/, '.x')
        .replace(/^(\[?[0-9a-f]*:[0-9a-f]*:[0-9a-f]*):.*$/i, '$1:x'),
    )
    .join(', ')
}
