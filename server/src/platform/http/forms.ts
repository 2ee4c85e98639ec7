// Owns: forms that another site has the browser post here: how one is read, and that its answer is a page of ours.
// Never answers with anything but a redirect, and never to another site.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OWN_PAGES, type FormPostEndpoint } from '@zhishi/core/contract'
import type { Refusal, Result } from '@zhishi/core/refusal'
import { isStorable } from '@zhishi/core/typed'
import { malformedError, refusalOfError, type RefusedError } from './errors.ts'
import { LOADS_NOTHING } from './kinds.ts'
import { logRefusal } from './reply.ts'

const FORM_MIME = 'application/x-www-form-urlencoded'
/** The largest is an id_token of LTI with its custom claims: some kilobytes, and signed tokens grow by a third in Base64. */
const FORM_MAX_BYTES = 64 * 1024

type Parts = {
  enter: (request: FastifyRequest) => Promise<Result<unknown>>
  handle: (request: FastifyRequest, reply: FastifyReply) => Promise<Result<{ to: string }>>
}

/** Mounted in a scope of its own: no other route reads forms, and this one reads nothing else. */
export function mountForm(app: FastifyInstance, endpoint: FormPostEndpoint, { enter, handle }: Parts): void {
  const { path, page } = endpoint
  const goBack = (reply: FastifyReply, refusal: Refusal): FastifyReply => {
    logRefusal(reply, refusal)
    return goTo(reply, `${page}?refused=${refusal.code}`)
  }
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(FORM_MIME, { parseAs: 'buffer' }, (_request, body, done) => {
      const form = parseForm(body as Buffer)
      if (form === null) done(malformedError('not a form in UTF-8 in which each field stands once'))
      else done(null, form)
    })
    scope.setErrorHandler((error: RefusedError, request, reply) => goBack(reply, refusalOfError(error, request)))
    scope.route({
      method: 'POST',
      url: path,
      bodyLimit: FORM_MAX_BYTES,
      config: { kind: 'formPost', isEndpoint: true },
      helmet: LOADS_NOTHING,
      onRequest: async (request, reply) => {
        const entered = await enter(request)
        if (!entered.ok) return goBack(reply, entered.refusal)
      },
      handler: async (request, reply) => {
        const answer = await handle(request, reply)
        return answer.ok ? goTo(reply, answer.value.to) : goBack(reply, answer.refusal)
      },
    })
  })
}

/** 303: the browser goes on with GET, and posts nothing again when the page is loaded anew (RFC 9110 §15.4.4). */
function goTo(reply: FastifyReply, to: string): FastifyReply {
  if (!OWN_PAGES.some((page) => to.startsWith(page))) throw new Error(`a form must not lead to ${to}`)
  return reply.code(303).header('cache-control', 'no-store').header('location', to).send()
}

/** Null: what is not UTF-8, or names a field twice, could be read by another program in another way. */
function parseForm(body: Buffer): Record<string, string> | null {
  const fields = new Map<string, string>()
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    for (const pair of text.split('&').filter((one) => one !== '')) {
      const at = pair.includes('=') ? pair.indexOf('=') : pair.length
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)].map(decode)
      if (fields.has(name!) || !isStorable(name!) || !isStorable(value!)) return null
      fields.set(name!, value!)
    }
  } catch {
    return null
  }
  return Object.fromEntries(fields)
}

/** @throws where a percent-encoded letter is none in UTF-8 */
const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '))
