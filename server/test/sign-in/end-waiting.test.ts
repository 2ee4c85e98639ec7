// Proves that staff can end a waiting time of wrong codes, and that this opens no window for guessing.
import { expect, test } from 'vitest'
import { appWithInterview, CODE, command, signIn, signInStaff, visit } from '../testkit/app.ts'
import { MINUTE_MS } from '@zhishi/core/time'

const NUMBER = '110101199001010015'

test('support ends the waiting of a number: five tries wait for nothing, for ten minutes, also when many guess at once', async () => {
  const app = await appWithInterview()
  const id = await signIn(visit(app), NUMBER)
  const sign = async (personalCode: string, number = NUMBER) => {
    const by = visit(app)
    return (await by.post('/api/sign-in', { number, personalCode, deviceId: by.deviceId })).status
  }
  const failUntilWaiting = async () => {
    for (let tries = 1; tries <= 5; tries++) expect(await sign('WRONG9')).toBe(401)
    expect(await sign(CODE)).toBe(429)
  }
  const support = await signInStaff(app, 'support')
  const end = (reason: string) => command(support, id, { kind: 'endWaiting', reason })
  await failUntilWaiting()
  for (const role of ['organiser', 'examiner'] as const) {
    const other = await signInStaff(app, role)
    expect((await command(other, id, { kind: 'endWaiting', reason: 'x' })).status, role).toBe(403)
  }
  expect((await end('')).body['code']).toBe('malformed')

  expect((await end('来电核对了姓名')).status).toBe(200)
  expect(await sign(CODE)).toBe(200)
  const history = await app.services.attempts.history(id as never)
  expect(history.at(-1)).toMatchObject({
    actorRole: 'support',
    event: { kind: 'waitingEnded', reason: '来电核对了姓名' },
  })

  // success has used it up: what fails from now on waits as ever
  await failUntilWaiting()
  await end('again')
  await end('pressed twice')
  const guesses = await Promise.all(Array.from({ length: 30 }, () => sign('WRONG9')))
  expect(guesses.filter((status) => status === 401)).toHaveLength(5)
  expect(await sign(CODE)).toBe(429)

  await end('once more')
  app.clock.set(app.clock.now() + 10 * MINUTE_MS)
  // the longest wait is as long as the word counts: one try is due by itself, and no more
  expect(await sign('WRONG9')).toBe(401)
  expect(await sign(CODE)).toBe(429)
})
