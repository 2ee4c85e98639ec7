// Owns: asking one thing of an attempt as a member of staff.
// Never asks twice for one press: a repeat after no answer carries the same id and gets the first answer.
import { useQueryClient } from '@tanstack/react-query'
import type { AttemptId, CommandId } from '@zhishi/core/ids'
import type { Command } from '@zhishi/core/process'
import { useCallback, useRef, useState } from 'react'
import { call } from '../../client/call.ts'
import { newCommandId, thisDevice } from '../../client/device.ts'
import { attemptQuery, type Failure } from './queries.ts'

export function useStaffCommand(attemptId: AttemptId) {
  const queries = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const unanswered = useRef<{ said: string; id: CommandId } | null>(null)

  /** @returns why it was not done; null: it was */
  const send = useCallback(
    async (command: Command): Promise<Failure | null> => {
      const said = JSON.stringify([attemptId, command])
      const id = unanswered.current?.said === said ? unanswered.current.id : newCommandId()
      setBusy(true)
      setFailure(null)
      const answer = await call('commandAttempt', {
        params: { attemptId },
        body: { commandId: id, command, deviceId: thisDevice() },
      })
      setBusy(false)
      unanswered.current = answer.ok || answer.refusal ? null : { said, id }
      if (!answer.ok) {
        const why = { refusal: answer.refusal }
        setFailure(why)
        return why
      }
      const { queryKey } = attemptQuery(attemptId)
      await queries.cancelQueries({ queryKey })
      queries.setQueryData(queryKey, answer.value)
      return null
    },
    [attemptId, queries],
  )
  return { isBusy, failure, send, clear: () => setFailure(null) }
}
