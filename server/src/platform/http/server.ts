// Owns: the HTTP server itself: limits, headers, cookies, JSON, errors, pages.
// Never holds a route of a feature: routes.ts mounts them.
import { existsSync } from 'node:fs'
import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerOptions,
} from 'fastify'
import { findUnstorable } from '@zhishi/core/typed'
import type { Certificate } from '../tls/certificate.ts'
import { malformedError, refusalOfError, type RefusedError } from './errors.ts'
import { rulesOf } from './kinds.ts'
import { monitorProxies } from './proxies.ts'
import { sendRefusal } from './reply.ts'
import { endSlowBodies, type BodyLimits } from './slow-bodies.ts'

/** JSON bodies: the largest is a hand-in naming 4,096 parts (about 160 kB); media bytes have their own limits. */
const JSON_MAX_BYTES = 512 * 1024
/** The longest part of a path is the name of a file: 200 characters, nine bytes each where a letter is percent-encoded. */
const PARAM_MAX_LENGTH = 1800
/** A request's headers must be here within 30 s, or the connection is given to somebody else. */
const HEADERS_TIMEOUT_MS = 30_000
/** In words for whoever writes a client: no page of ours sends it. */
const UNSTORABLE = 'text with U+0000 or half a surrogate pair, or nested too deep'
/** Half a year, what browsers' makers ask for at least (hstspreload.org); renewed with every answer. */
const HSTS_S = 180 * 86_400

/** A path that no route has. */
const NOWHERE = '/-'

export type HttpOptions = {
  log: FastifyBaseLogger
  /** the built pages; absent in tests that need none */
  pagesDirectory: string | null
  /** addresses of reverse proxies whose X-Forwarded-* headers are believed */
  trustProxy: string[] | false
  /** the origin people use when a proxy stands in front */
  publicUrl: string | null
  /** HTTPS; absent: plain HTTP. A promise tells browsers to come by HTTPS only from now on. */
  tls?: { certificate: Certificate; canPromiseHttps: boolean } | null
  /** what has to come before everything else, as limits of connections */
  onMade?: (app: FastifyInstance) => void
  /** counts requests for pages and their files; absent in tests that need none */
  guardPages?: (app: FastifyInstance) => void
  /** in tests; else those of slow-bodies.ts */
  bodies?: BodyLimits
}

/** Pages of the product: each is one HTML file, and every deep link below it is answered with that file. */
const PAGES = /^\/(candidate|download|evidence|staff)(?:\/[^?]*)?(\?.*)?$/

export async function buildHttp(it: HttpOptions): Promise<FastifyInstance> {
  const options = {
    loggerInstance: it.log,
    // one line for each refusal and each bug (reply.ts, below), none for what went well: metrics count that
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: JSON_MAX_BYTES,
    routerOptions: { maxParamLength: PARAM_MAX_LENGTH },
    forceCloseConnections: true,
    trustProxy: it.trustProxy,
    rewriteUrl: (request) => pageUrl(request.method, request.url ?? '/', request.headers.accept),
  } satisfies FastifyServerOptions
  const app = it.tls
    ? // to its routes an HTTPS server is like any other
      (Fastify({
        ...options,
        https: { ...it.tls.certificate, headersTimeout: HEADERS_TIMEOUT_MS },
      }) as unknown as FastifyInstance)
    : Fastify({ ...options, http: { headersTimeout: HEADERS_TIMEOUT_MS } })
  it.onMade?.(app)
  readStrictJson(app)
  endSlowBodies(app, it.bodies)
  monitorProxies(app, { trusted: it.trustProxy, publicUrl: it.publicUrl })
  app.decorateRequest('caller', null)
  it.guardPages?.(app)
  refuseForeignOrigins(app)
  answerErrors(app)
  await app.register(fastifyCookie)
  await secureHeaders(app, it.tls?.canPromiseHttps ?? false)
  if (it.pagesDirectory !== null && existsSync(it.pagesDirectory)) await servePages(app, it.pagesDirectory)
  return app
}

/** JSON must be UTF-8, and all text in it such as can be kept; a body that is not is refused instead of silently repaired. */
function readStrictJson(app: FastifyInstance): void {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      const text = utf8.decode(body as Buffer)
      const json: unknown = JSON.parse(text)
      // in UTF-8 only an escape brings such text: without one nothing is looked through
      const wrong = /\\u(?:0000|d[89a-f])/i.test(text) ? findUnstorable(json) : null
      if (wrong === null) done(null, json)
      else done(malformedError(UNSTORABLE, wrong.map((step) => `/${step}`).join('')))
    } catch (error) {
      done(malformedError(error instanceof Error ? error.message : 'not JSON'), undefined)
    }
  })
}

/**
 * A state-changing request from a page of another site is refused (CSRF), beside SameSite cookies. Some endpoints are for other
 * sites, and some for no page at all (kinds.ts).
 */
function refuseForeignOrigins(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = rulesOf(request)
    if (origin === 'none' && request.headers.origin !== undefined) return sendRefusal(reply, { code: 'foreignOrigin' })
    if (origin !== 'own' || request.method === 'GET' || request.method === 'HEAD') return
    if (app.proxies.isForeign(request)) return sendRefusal(reply, { code: 'foreignOrigin' })
  })
}

/** Every error leaves as problem details and is logged once; only bugs are called internal. */
function answerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => sendRefusal(reply, { code: 'notFound' }))
  app.setErrorHandler((error: RefusedError, request, reply) => sendRefusal(reply, refusalOfError(error, request)))
}

/** Strict content security; `wasm-unsafe-eval` is for the QR reader, inline styles for antd and Radix. */
async function secureHeaders(app: FastifyInstance, canPromiseHttps: boolean): Promise<void> {
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        workerSrc: ["'self'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    // plain HTTP on localhost and a local authority must stay usable; behind a proxy the proxy says it
    strictTransportSecurity: canPromiseHttps && { maxAge: HSTS_S, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
  })
  app.addHook('onSend', async (_request, reply) => {
    reply.header('permissions-policy', 'camera=(self), microphone=(self), display-capture=(self), geolocation=()')
  })
}

async function servePages(app: FastifyInstance, root: string): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    preCompressed: true,
    // the list of what was built, which nobody needs to have
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply, path) => {
      // names of assets carry a hash of their content
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app.get('/', (_request, reply) => reply.redirect('/download/'))
}

function pageUrl(method: string | undefined, url: string, accept: string | undefined): string {
  if (!isReadable(url)) return NOWHERE
  const match = PAGES.exec(url)
  return method === 'GET' && match && accept?.includes('text/html') ? `/${match[1]}/index.html${match[2] ?? ''}` : url
}

/** What the router cannot read it would answer by itself, uncounted and in words of its own: there is nothing there. */
function isReadable(url: string): boolean {
  const [path = ''] = url.split('?', 1)
  try {
    decodeURIComponent(path)
  } catch {
    return false
  }
  return path.split('/').every((segment) => segment.length <= PARAM_MAX_LENGTH)
}
