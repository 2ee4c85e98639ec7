// Owns: by which rules each kind of endpoint takes a request (docs/security.md#requests), and the kind of a route.
// Never decides who may: callers and actions do (caller.ts).
import type { FastifyRequest } from 'fastify'
import type { EndpointKind } from '@zhishi/core/contract'

declare module 'fastify' {
  interface FastifyContextConfig {
    kind?: EndpointKind
  }
}

type Rules = {
  /** `own`: a change by a page of another site is refused. `any`: other sites are who asks. `none`: no page asks at all */
  origin: 'own' | 'any' | 'none'
  /** by cookie or grant; by nothing, because another site chose the moment; by a bearer key, whatever cookies come along */
  caller: 'signedIn' | 'nobody' | 'key'
  body: 'json' | 'form'
  /** `pages`: the policy of our pages. `nothing`: the answer is none and may load nothing */
  csp: 'pages' | 'nothing'
}

export const RULES: Readonly<Record<EndpointKind, Rules>> = {
  own: { origin: 'own', caller: 'signedIn', body: 'json', csp: 'pages' },
  formPost: { origin: 'any', caller: 'nobody', body: 'form', csp: 'nothing' },
  machine: { origin: 'none', caller: 'key', body: 'json', csp: 'nothing' },
}

/** What is not mounted from the table is taken as ours: pages, and what features mount by hand. */
export const rulesOf = (request: FastifyRequest): Rules => RULES[request.routeOptions.config.kind ?? 'own']

/** As a route's option of @fastify/helmet. */
export const LOADS_NOTHING = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
    },
  },
}
