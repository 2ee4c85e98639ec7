// Owns: signing in and out over HTTP, and the two sign-in cookies.
// Never puts a secret anywhere but in the cookie.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { endpoints, type Endpoint } from '@zhishi/core/contract'
import { accept } from '@zhishi/core/refusal'
import type { Caller, CandidateCaller } from '../platform/http/caller.ts'
import type { Mount } from '../platform/http/mount.ts'
import { isHttps, type Sender } from '../platform/http/proxies.ts'
import type { CandidatesService, SignedIn } from '../candidates/service.ts'
import type { StaffService } from '../staff/service.ts'

/** Candidate and staff pages keep apart cookies, so that one browser can show both (demo, support). */
const COOKIES = { candidate: 'zhishi_candidate', staff: 'zhishi_staff' } as const
type Side = keyof typeof COOKIES
/**
 * Over HTTPS with the prefix by which browsers take a cookie only from this very host, Secure and for all paths (RFC 6265bis §4.1.3.2):
 * a page of a neighbouring name cannot plant one. Browsers take no such cookie over plain HTTP.
 */
const cookieOf = (side: Side, request: FastifyRequest): string =>
  isHttps(request) ? `__Host-${COOKIES[side]}` : COOKIES[side]
const SERVICES = { candidate: 'candidates', staff: 'staff' } as const
type Services = { candidates: CandidatesService; staff: StaffService }
/** Which page asks, where an endpoint serves both sides. */
const SIDE_HEADER = 'zhishi-side'

export function mountSignIn(
  mount: Mount,
  options: Services & {
    senderOf: (request: FastifyRequest) => Sender
    /** a candidate signs out: the computer is let go where nothing is recorded on it */
    releaseComputer: (caller: CandidateCaller) => Promise<void>
  },
): void {
  const { candidates, staff, senderOf } = options

  mount(endpoints.signIn, async ({ body, request, reply }) => {
    const signedIn = await candidates.signIn({ ...body, sender: senderOf(request) })
    if (!signedIn.ok) return signedIn
    setCookie('candidate', signedIn.value, request, reply)
    return accept(signedIn.value.me)
  })

  mount(endpoints.openSignInLink, async ({ body, request, reply }) => {
    const signedIn = await staff.openLink({ ...body, sender: senderOf(request) })
    if (!signedIn.ok) return signedIn
    setCookie('staff', signedIn.value, request, reply)
    return accept(signedIn.value.me)
  })

  mount(endpoints.signOut, async ({ request, reply }) => {
    const side = sideOf(request, endpoints.signOut)
    const secret = request.cookies[cookieOf(side, request)]
    const caller = secret === undefined ? null : await options[SERVICES[side]].whoIs(secret)
    if (caller?.kind === 'candidate') await options.releaseComputer(caller)
    if (secret) await options[SERVICES[side]].signOut(secret)
    reply.clearCookie(cookieOf(side, request), { path: '/', secure: isHttps(request) })
    return accept({})
  })

  mount(endpoints.me, ({ caller }) =>
    caller.kind === 'candidate' ? candidates.me(caller.personId) : staff.me(caller.staffId),
  )

  function setCookie(side: Side, signedIn: SignedIn, request: FastifyRequest, reply: FastifyReply): void {
    reply.setCookie(cookieOf(side, request), signedIn.secret, {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: isHttps(request),
      maxAge: Math.floor(signedIn.expiresInMs / 1000),
    })
  }
}

/** Finds out who calls by the sign-in cookie of the side that the endpoint, or the page, belongs to. */
export async function identifyByCookie(
  services: Services,
  request: FastifyRequest,
  endpoint: Endpoint,
): Promise<Caller> {
  const side = sideOf(request, endpoint)
  const secret = request.cookies[cookieOf(side, request)]
  return secret ? services[SERVICES[side]].whoIs(secret) : { kind: 'anyone' }
}

function sideOf(request: FastifyRequest, endpoint: Endpoint): Side {
  const isForCandidates = endpoint.callers.includes('candidate')
  const isForStaff = endpoint.callers.includes('staff')
  if (isForCandidates !== isForStaff) return isForCandidates ? 'candidate' : 'staff'
  // a page cannot give a socket a header
  const { side } = request.query as { side?: unknown }
  return (request.headers[SIDE_HEADER] ?? side) === 'staff' ? 'staff' : 'candidate'
}
