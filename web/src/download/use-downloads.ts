// Owns: what the public page knows of the interviews and their download windows, asked again while it is open.
import type { DownloadView } from '@zhishi/core/contract'
import { useEffect, useState } from 'react'
import { call } from '../client/call.ts'

/** Windows open and close on the minute or slower; a page left open follows within one. */
const ASK_EVERY_MS = 60_000

export type Downloads = {
  /** null: not known yet */
  list: readonly DownloadView[] | null
  hasFailed: boolean
  ask: () => void
}

export function useDownloads(): Downloads {
  const [list, setList] = useState<readonly DownloadView[] | null>(null)
  const [hasFailed, setFailed] = useState(false)
  const [round, setRound] = useState(0)
  useEffect(() => {
    let isLeft = false
    const ask = async (): Promise<void> => {
      const answer = await call('listDownloads')
      if (isLeft) return
      setFailed(!answer.ok)
      if (answer.ok) setList(answer.value)
    }
    const timer = setInterval(() => void ask(), ASK_EVERY_MS)
    void ask()
    return () => {
      isLeft = true
      clearInterval(timer)
    }
  }, [round])
  return { list, hasFailed, ask: () => setRound((one) => one + 1) }
}
