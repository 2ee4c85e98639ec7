// Proves: the network check is answered by as many bytes as the page measures with, and takes no more; what was checked
// is kept as it was reported, failed or not, and a later report replaces it.
import { expect, test } from 'vitest'
import { command, appWithInterview, signIn, visit } from '../testkit/app.ts'

const MIB = 1024 * 1024

test('1 MiB down and up for who is signed in, no byte more, and not the same bytes compressed', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  await signIn(candidate)
  const down = await candidate.get('/api/network-probe', { 'accept-encoding': 'br, gzip' })
  expect([down.status, down.headers.get('content-encoding'), down.headers.get('cache-control')]).toEqual([
    200,
    null,
    'no-store',
  ])
  expect(down.headers.get('content-length')).toBe(String(MIB))
  const up = (bytes: number, method = 'PATCH', headers = {}) =>
    candidate.send('/api/network-probe/part', {
      method,
      body: new Uint8Array(bytes),
      headers: { 'content-type': 'application/offset+octet-stream', ...headers },
    })
  const taken = await up(MIB)
  expect([taken.status, taken.headers.get('upload-offset'), taken.headers.get('tus-resumable')]).toEqual([
    204,
    String(MIB),
    '1.0.0',
  ])
  expect((await up(MIB + 1)).body).toMatchObject({ code: 'tooLarge' })
  const override = { 'x-http-method-override': 'PATCH' }
  expect((await up(MIB, 'POST', override)).headers.get('upload-offset')).toBe(String(MIB))
  expect((await up(MIB, 'POST')).body).toMatchObject({ code: 'methodNotAllowed' })
  for (const init of [{ method: 'HEAD' }, { method: 'POST', headers: { 'x-http-method-override': 'HEAD' } }]) {
    const head = await candidate.send('/api/network-probe/part', init)
    expect([head.status, head.headers.get('upload-offset')]).toEqual([200, '0'])
  }
})

test('results are kept for the organiser, the newest counts', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)
  const failed = { check: 'disk', hasPassed: false, detail: '4.9 GB' }
  const passed = { check: 'disk', hasPassed: true, detail: '5.1 GB' }
  for (const checks of [[failed], [passed]]) await command(candidate, id, { kind: 'prepare', checks })
  const history = await app.services.attempts.history(id as never)
  expect(history.map((row) => row.event)).toEqual([
    { kind: 'prepared', checks: [failed] },
    { kind: 'prepared', checks: [passed] },
  ])
  expect((await candidate.get(`/api/attempts/${id}`)).body['gates']).toContainEqual(
    expect.objectContaining({ step: 'preparation', state: 'done' }) as unknown,
  )
})
