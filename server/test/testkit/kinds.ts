// What every endpoint of a kind does with cookie, origin, body and content security, whatever it is about
// (docs/security.md#requests): the sweep asks it of the product's table, and a test of a table with every kind.
import { expect } from 'vitest'
import { kindOf, OWN_PAGES, type Endpoint } from '@zhishi/core/contract'
import type { Visitor } from './app.ts'

const ELSEWHERE = 'https://elsewhere.example'
const FORM = 'application/x-www-form-urlencoded'
const CSP = 'content-security-policy'

/** @param signedIn a browser in which somebody is signed in */
export async function expectKind(
  signedIn: Pick<Visitor, 'send'>,
  { name, endpoint, path }: { name: string; endpoint: Endpoint; path: string },
): Promise<void> {
  const { method, callers, body } = endpoint
  const send = (headers: Record<string, string>, sent?: string) =>
    signedIn.send(path, { method, headers, redirect: 'manual', ...(sent === undefined ? {} : { body: sent }) })
  switch (kindOf(endpoint)) {
    case 'own': {
      expect(callers, name).not.toContain('machine')
      if (method !== 'GET' && method !== 'HEAD') {
        expect(await send({ origin: ELSEWHERE }), name).toMatchObject({ status: 403, body: { code: 'foreignOrigin' } })
      }
      if (body === undefined || endpoint.isRaw) return
      const form = await send({ 'content-type': FORM }, 'a=b')
      // who may not is told so before a body is read
      const isRefusedUnread = !callers.includes('anyone') && (form.status === 401 || form.status === 403)
      if (!isRefusedUnread) {
        expect(form, name).toMatchObject({ status: 415, body: { code: 'unsupportedMediaType' } })
      }
      if (callers.some((caller) => caller !== 'grant')) {
        expect(form.headers.get(CSP), name).toContain("default-src 'self'")
      }
      return
    }
    case 'formPost': {
      expect(callers, name).toEqual(['anyone'])
      for (const [what, sent, refused] of [
        [FORM, 'no-such-field=1', 'malformed'],
        ['application/json', '{}', 'unsupportedMediaType'],
        [FORM, `a=${'x'.repeat(70_000)}`, 'tooLarge'],
      ] as const) {
        const answer = await send({ origin: ELSEWHERE, 'content-type': what }, sent)
        const page = endpoint.kind === 'formPost' ? endpoint.page : ''
        expect(answer, name).toMatchObject({ status: 303, body: { text: '' } })
        expect(OWN_PAGES, name).toContain(page)
        expect(answer.headers.get('location'), name).toBe(`${page}?refused=${refused}`)
        expect(answer.headers.get(CSP), name).toContain("default-src 'none'")
      }
      return
    }
    case 'machine': {
      expect(callers, name).toEqual(['machine'])
      const sent = body === undefined ? undefined : '{}'
      const json: Record<string, string> = sent === undefined ? {} : { 'content-type': 'application/json' }
      const page = await send({ ...json, origin: ELSEWHERE }, sent)
      expect(page, name).toMatchObject({ status: 403, body: { code: 'foreignOrigin' } })
      const byCookie = await send(json, sent)
      expect(byCookie, name).toMatchObject({ status: 401, body: { code: 'signInNeeded' } })
      expect(byCookie.headers.get(CSP), name).toContain("default-src 'none'")
    }
  }
}
