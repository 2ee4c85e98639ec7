// Proves the page's socket against a real WebSocket server: each message once and in order over broken lines, and that a
// page is told when it may have missed something.
import { WebSocketServer } from 'ws'
import { expect, onTestFinished, test } from 'vitest'
import { topicOfAttempt, topicOfSitting, type PackKeyView, type PushMessage } from '@zhishi/core/contract'
import { attemptId, sittingId } from '@zhishi/core/ids'
import { createPageSocket } from './socket.ts'
import { startPushServer } from './testkit/push-server.ts'

const ATTEMPT = attemptId.parse('01890000-0000-7000-8000-000000000001')
const topic = topicOfAttempt(ATTEMPT)
const other = topicOfSitting(sittingId.parse('01890000-0000-7000-8000-000000000002'))
const changed: PushMessage = { kind: 'attemptChanged', attemptId: ATTEMPT }
const help: PushMessage = { kind: 'helpArrived', attemptId: ATTEMPT }

async function listening() {
  const server = await startPushServer()
  onTestFinished(() => server.close())
  const socket = createPageSocket({ address: () => server.address, random: () => 0 })
  const heard: Array<PushMessage | null> = []
  const keys: PackKeyView[] = []
  const stop = socket.listen(topic, { onMessage: (message) => heard.push(message), onKey: (key) => keys.push(key) })
  onTestFinished(stop)
  const isHearing = (of = topic) => socket.isHearing(of)
  await expect.poll(() => isHearing()).toBe(true)
  return { server, socket, heard, keys, stop, isHearing }
}

test('over broken lines each message is heard once and in order; what is missed for good is said', async () => {
  const { server, heard, isHearing } = await listening()
  // the first subscription: what the page asked for earlier may be older
  expect(heard).toEqual([null])
  server.tell(topic, changed)
  server.tell(topic, help)
  await expect.poll(() => heard.length).toBe(3)
  server.cut()
  server.tell(topic, help)
  server.tell(topic, changed)
  await expect.poll(() => heard).toEqual([null, changed, help, help, changed])
  expect(server.asked.at(-1)).toEqual({ kind: 'subscribe', topic, after: 2 })
  // said twice: heard once
  server.say({ kind: 'message', topic, sequence: 4, message: changed })
  server.tell(topic, help)
  await expect.poll(() => heard.length).toBe(6)
  server.cut()
  server.tell(topic, changed)
  server.forget()
  await expect.poll(() => heard.at(-1)).toBeNull()
  expect(heard).toHaveLength(7)
  await expect.poll(() => isHearing()).toBe(true)
})

test('one socket for all topics, closed with the last; the key goes to its attempt only', async () => {
  const { server, socket, heard, keys, stop, isHearing } = await listening()
  const ofSitting: Array<PushMessage | null> = []
  const stopOther = socket.listen(other, { onMessage: (message) => ofSitting.push(message) })
  const again: Array<PushMessage | null> = []
  const stopAgain = socket.listen(topic, { onMessage: (message) => again.push(message) })
  await expect.poll(() => isHearing(other)).toBe(true)
  server.tell(topic, changed)
  server.tell(other, help)
  await expect.poll(() => [heard.at(-1), again.at(-1), ofSitting.at(-1)]).toEqual([changed, changed, help])
  server.say({ kind: 'packKey', attemptId: ATTEMPT, packId: 'pack', key: 'AAAA' })
  server.say({ kind: 'packKey', attemptId: attemptId.parse(ATTEMPT.replace(/1$/, '9')), packId: 'pack', key: 'BBBB' })
  server.say({ kind: 'alive', serverNow: 1 })
  await expect.poll(() => keys).toEqual([{ packId: 'pack', key: 'AAAA' }])
  expect(server.opened()).toBe(1)

  stopAgain()
  stop()
  await expect.poll(() => server.asked.at(-1)).toEqual({ kind: 'unsubscribe', topic })
  expect([isHearing(), isHearing(other)]).toEqual([false, true])
  stopOther()
  expect(isHearing(other)).toBe(false)
  // a page that listens again opens a new one
  onTestFinished(socket.listen(other, { onMessage: () => {} }))
  await expect.poll(() => isHearing(other)).toBe(true)
  expect(server.opened()).toBe(2)
})

test('a server that is away is tried again until it is back; a refusal is no reason to break', async () => {
  const { server, socket, heard, isHearing } = await listening()
  const { port } = new URL(server.address)
  await server.close()
  await expect.poll(() => isHearing()).toBe(false)
  const back = new WebSocketServer({ port: Number(port), host: '127.0.0.1' })
  onTestFinished(() => {
    for (const line of back.clients) line.terminate()
    back.close()
  })
  back.on('connection', (line) => {
    line.send(JSON.stringify({ kind: 'refused', topic: other, code: 'notFound' }))
    line.send('not of the contract')
    line.send(JSON.stringify({ kind: 'subscribed', topic, sequence: 7, isResumed: false }))
  })
  await expect.poll(() => isHearing()).toBe(true)
  expect(heard).toEqual([null, null])
  expect(socket.isHearing(other)).toBe(false)
})
