// Proves that a body which drips is ended however many there are, one that comes slowly but surely is not, and that a connection
// which was ended takes nothing with it.
import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { buildHttp } from '../../src/platform/http/server.ts'

const DRIP_MS = 50

test('dripping bodies are ended, steady ones are answered', async () => {
  const bodies = { graceMs: 400, leastBytesPerS: 1000, checkEveryMs: 100 }
  const log = pino({ level: 'silent' })
  const app = await buildHttp({ log, pagesDirectory: null, trustProxy: false, publicUrl: null, bodies })
  app.post('/echo', async (request) => request.body)
  app.post('/by-hand', { config: { readsBodyItself: true } }, async (request) => request.body)
  await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(() => app.close())
  const { port } = app.server.address() as AddressInfo
  const sockets: Socket[] = []
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()))

  /** Sends a body of JSON in pieces. @returns what came back until the connection closed, or an answer was there */
  async function send(path: string, pieces: readonly string[]): Promise<string> {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    let answer = ''
    socket.on('data', (bytes: Buffer) => void (answer += bytes.toString()))
    socket.on('error', () => {})
    const length = pieces.join('').length
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\norigin: http://127.0.0.1:${port}\r\ncontent-type: application/json\r\n`,
    )
    socket.write(`content-length: ${length}\r\n\r\n`)
    const closed = once(socket, 'close').then(() => 'closed')
    for (const piece of pieces) {
      if (socket.destroyed) break
      socket.write(piece)
      await new Promise((resolve) => setTimeout(resolve, DRIP_MS))
    }
    if (!answer.includes('\r\n\r\n')) await Promise.race([closed, once(socket, 'data')])
    return answer.split('\r\n')[0] ?? ''
  }
  const dripping = JSON.stringify('x'.repeat(60)).split('')
  const steady = [JSON.stringify('y'.repeat(6000))].flatMap((text) => text.match(/.{1,200}/g) ?? [])
  const [slow, sure, byHand] = await Promise.all([
    Promise.all(Array.from({ length: 20 }, () => send('/echo', dripping))),
    send('/echo', steady),
    send('/by-hand', dripping),
  ])
  expect(new Set(slow)).toEqual(new Set(['']))
  expect(sure).toBe('HTTP/1.1 200 OK')
  expect(byHand).toBe('HTTP/1.1 200 OK')
})
