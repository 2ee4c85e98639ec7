// Owns: one connection of this process that listens to PostgreSQL's notifications, opened again whenever it breaks.
// Never trusts that it heard everything: after every opening it says so, and who listens reads what came meanwhile.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** Between openings while the database is away; it is on this machine or near, so trying often costs little. */
const OPEN_AGAIN_MS = 250
/** A connection that died in silence is noticed by a question that is not answered. */
const CHECK_EVERY_MS = 5000
const ANSWER_WITHIN_MS = 5000

export type Listener = { close(): Promise<void> }

export function startListener(options: {
  url: string
  channel: string
  /** the connection listens, for the first time or again */
  onOpen: () => void
  onNotification: (payload: string) => void
  onBreak: (error: unknown) => void
}): Listener {
  const stopping = new AbortController()
  const { signal } = stopping
  const pause = (lengthMs: number) => sleep(lengthMs, undefined, { signal }).catch(() => {})

  /** Listens until the connection breaks or this is closed. */
  async function listenOnce(): Promise<void> {
    const client = new pg.Client({
      connectionString: options.url,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
      keepAlive: true,
      application_name: 'zhishi-push',
    })
    const broken = new Promise<never>((_, reject) => {
      client.on('error', reject)
      client.on('end', () => reject(new Error('the connection ended')))
    })
    // whoever waits for it below hears of it; nobody waits while it opens
    broken.catch(() => {})
    client.on('notification', ({ payload }) => options.onNotification(payload ?? ''))
    try {
      await client.connect()
      await client.query(`listen ${options.channel}`)
      options.onOpen()
      while (!signal.aborted) {
        await Promise.race([pause(CHECK_EVERY_MS), broken])
        if (!signal.aborted) await Promise.race([client.query('select 1'), broken])
      }
    } finally {
      await client.end().catch(() => {})
    }
  }

  const running = (async () => {
    while (!signal.aborted) {
      try {
        await listenOnce()
      } catch (error) {
        if (!signal.aborted) options.onBreak(error)
      }
      await pause(OPEN_AGAIN_MS)
    }
  })()

  return {
    async close() {
      stopping.abort()
      await running
    },
  }
}
