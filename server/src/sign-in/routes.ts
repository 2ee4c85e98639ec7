// Owns: signing in and out over HTTP, the two sign-in cookies, and the cookie of a candidate's device.
// Never gives a page the secret of a sign-in; that of the device its own page keeps too (decision 0038).
import type { FastifyReply, FastifyRequest } from 'fastify'
import { endpoints, type Endpoint } from '@zhishi/core/contract'
import { accept } from '@zhishi/core/refusal'
import type { Caller, CandidateCaller } from '../platform/http/caller.ts'
import type { Mount } from '../platform/http/mount.ts'
import { isHttps, type Sender } from '../platform/http/proxies.ts'
import type { CandidatesService } from '../candidates/service.ts'
import { hashSecret } from '../platform/secrets.ts'
import type { StaffService } from '../staff/service.ts'

/** Candidate and staff pages keep apart cookies, so that one browser can show both (demo, support). */
const COOKIES = { candidate: 'zhishi_candidate', staff: 'zhishi_staff', device: 'zhishi_device' } as const
type Side = 'candidate' | 'staff'
/**
 * Over HTTPS with the prefix by which browsers take a cookie only from this very host, Secure and for all paths (RFC 6265bis §4.1.3.2):
 * a page of a neighbouring name cannot plant one. Browsers take no such cookie over plain HTTP.
 */
const cookieOf = (which: keyof typeof COOKIES, request: FastifyRequest): string =>
  isHttps(request) ? `__Host-${COOKIES[which]}` : COOKIES[which]
const shown = (which: keyof typeof COOKIES, request: FastifyRequest): string | undefined =>
  request.cookies[cookieOf(which, request)]
type Services = { candidates: CandidatesService; staff: StaffService }
/** Which page asks, where an endpoint serves both sides. */
const SIDE_HEADER = 'zhishi-side'

export function mountSignIn(
  mount: Mount,
  options: Services & {
    senderOf: (request: FastifyRequest) => Sender
    /** a candidate signs out: the computer is let go where nothing is recorded on it */
    releaseComputer: (caller: CandidateCaller) => Promise<void>
    /** a sign-in has ended: its sockets are closed */
    onEnded: () => void
  },
): void {
  const { candidates, staff, senderOf } = options

  mount(endpoints.signIn, async ({ body, request, reply }) => {
    const { deviceSecret, ...rest } = body
    const signedIn = await candidates.signIn({
      ...rest,
      deviceSecrets: [shown('device', request), deviceSecret].filter((one) => one !== undefined),
      userAgent: userAgentOf(request),
      sender: senderOf(request),
    })
    if (!signedIn.ok) return signedIn
    const { me, secret, expiresInMs, device } = signedIn.value
    setCookie('candidate', { secret, lastsMs: expiresInMs }, request, reply)
    // that before it on this device
    options.onEnded()
    setCookie('device', { secret: device.secret, lastsMs: device.keptMs }, request, reply)
    return accept(me)
  })

  mount(endpoints.openSignInLink, async ({ body, request, reply }) => {
    const signedIn = await staff.openLink({ ...body, sender: senderOf(request) })
    if (!signedIn.ok) return signedIn
    const { me, secret, expiresInMs } = signedIn.value
    setCookie('staff', { secret, lastsMs: expiresInMs }, request, reply)
    return accept(me)
  })

  mount(endpoints.signOut, async ({ request, reply }) => {
    const side = sideOf(request, endpoints.signOut)
    const secret = shown(side, request)
    const caller = await whoCalls(options, side, request)
    if (caller.kind === 'candidate') await options.releaseComputer(caller)
    if (secret) await (side === 'candidate' ? candidates : staff).signOut(secret)
    options.onEnded()
    // the device stays what it is: who signs in on it next comes from the same one
    reply.clearCookie(cookieOf(side, request), { path: '/', secure: isHttps(request) })
    return accept({})
  })

  mount(endpoints.me, ({ caller }) =>
    caller.kind === 'candidate' ? candidates.me(caller.personId, caller.deviceId) : staff.me(caller.staffId),
  )

  function setCookie(
    which: keyof typeof COOKIES,
    { secret, lastsMs }: { secret: string; lastsMs: number },
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    reply.setCookie(cookieOf(which, request), secret, {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: isHttps(request),
      maxAge: Math.floor(lastsMs / 1000),
    })
  }
}

/** Finds out who calls by the sign-in cookie of the side that the endpoint, or the page, belongs to. */
export async function identifyByCookie(
  services: Services,
  request: FastifyRequest,
  endpoint: Endpoint,
): Promise<Caller> {
  return whoCalls(services, sideOf(request, endpoint), request)
}

/** A candidate's sign-in counts on its device only: a copy of its cookie opens nothing elsewhere. */
async function whoCalls({ candidates, staff }: Services, side: Side, request: FastifyRequest): Promise<Caller> {
  const secret = shown(side, request)
  if (!secret) return { kind: 'anyone' }
  return side === 'staff' ? staff.whoIs(secret) : candidates.whoIs(secret, shown('device', request))
}

const SIDES: readonly Side[] = ['candidate', 'staff']

/** Names the sign-in that the request shows, as the server keeps it. */
export function signInOf(request: FastifyRequest): string {
  const side = sideOf(request, endpoints.openSocket)
  return `${side}:${hashSecret(shown(side, request) ?? '').toString('hex')}`
}

/** Which of them have neither ended nor expired. */
export async function liveSignIns({ candidates, staff }: Services, names: readonly string[]): Promise<Set<string>> {
  const live = new Set<string>()
  for (const side of SIDES) {
    const hashes = names.flatMap((name) => (name.startsWith(`${side}:`) ? name.slice(side.length + 1) : []))
    if (hashes.length === 0) continue
    const asked = hashes.map((hash) => Buffer.from(hash, 'hex'))
    const found = await (side === 'staff' ? staff : candidates).liveAmong(asked)
    for (const hash of found) live.add(`${side}:${hash.toString('hex')}`)
  }
  return live
}

/** A browser's is 100 to 200 characters. */
const USER_AGENT_MAX = 400

const userAgentOf = (request: FastifyRequest): string | null =>
  request.headers['user-agent']?.slice(0, USER_AGENT_MAX) ?? null

function sideOf(request: FastifyRequest, endpoint: Endpoint): Side {
  const isForCandidates = endpoint.callers.includes('candidate')
  const isForStaff = endpoint.callers.includes('staff')
  if (isForCandidates !== isForStaff) return isForCandidates ? 'candidate' : 'staff'
  // a page cannot give a socket a header
  const { side } = request.query as { side?: unknown }
  return (request.headers[SIDE_HEADER] ?? side) === 'staff' ? 'staff' : 'candidate'
}
