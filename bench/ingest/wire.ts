// Owns: one keep-alive HTTP/1.1 connection written by hand: thousands of them must cost the load's process little.
// Never has two requests under way, never follows or repeats anything: what breaks is thrown.
import { connect, type Socket } from 'node:net'

export type Answer = { status: number; header(name: string): string | null; body: string }
export type Wire = {
  /** @param head request line and headers but Host and Content-Length, each line without its end */
  send(head: readonly string[], body?: Uint8Array): Promise<Answer>
  close(): void
}

/** As the time limit of a client's request: who hears nothing for so long tries anew. */
const SILENCE_MS = 15_000
const HEAD_END = '\r\n\r\n'

export function openWire(url: string): Wire {
  const { hostname, port, host } = new URL(url)
  let socket: Socket | undefined
  let waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined
  let came = ''

  function open(): Socket {
    const opened = connect(Number(port), hostname)
    opened
      .setNoDelay(true)
      .setEncoding('latin1')
      .setTimeout(SILENCE_MS, () => opened.destroy())
    opened.on('data', (text: string) => {
      came += text
      const answer = parseAnswer(came)
      if (!answer) return
      came = ''
      const { resolve } = waiting ?? {}
      waiting = undefined
      resolve?.(answer)
    })
    const gone = (error?: Error) => {
      // of a connection that has been replaced nobody waits for anything
      if (socket !== opened) return
      socket = undefined
      came = ''
      waiting?.reject(error instanceof Error ? error : new Error('the connection was closed'))
      waiting = undefined
    }
    return opened.on('error', gone).on('close', () => gone())
  }

  return {
    async send(head, body) {
      if (waiting) throw new Error('one request at a time')
      socket ??= open()
      const length = body === undefined ? [] : [`content-length: ${body.length}`]
      const [first, ...rest] = head
      const text = [first, `host: ${host}`, ...rest, ...length].join('\r\n') + HEAD_END
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket?.cork()
        socket?.write(text, 'latin1')
        if (body && body.length > 0) socket?.write(body)
        socket?.uncork()
      })
    },
    close: () => socket?.destroy(),
  }
}

/** Null while something is missing. RFC 9112 §6: by Content-Length or chunks; 204 and 304 have no body. */
function parseAnswer(text: string): Answer | null {
  const end = text.indexOf(HEAD_END)
  if (end === -1) return null
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n')
  const header = (name: string): string | null => {
    const line = lines.find((one) => one.slice(0, name.length + 1).toLowerCase() === `${name}:`)
    return line?.slice(name.length + 1).trim() ?? null
  }
  const status = Number(statusLine.split(' ')[1])
  const body = text.slice(end + HEAD_END.length)
  const isWhole =
    status === 204 ||
    status === 304 ||
    (header('transfer-encoding') === null
      ? body.length >= Number(header('content-length') ?? 0)
      : body.endsWith(`0${HEAD_END}`))
  return isWhole ? { status, header, body } : null
}
