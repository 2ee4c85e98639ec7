// Owns: the code that binds a phone, as long as one is wanted: asked for, and asked for anew when it expires.
// Never keeps one longer than it is valid, and never asks while none is wanted: each new code ends the one before.
import type { BindingCode } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import type { Refusal } from '@zhishi/core/refusal'
import { useEffect, useState } from 'react'
import { call } from '../../client/call.ts'
import { setAlarm } from '../recorder/alarm.ts'

export type KnownCode = {
  code: BindingCode | null
  /** why there is none; `refusal` undefined: the server was not reached, and is asked again by itself */
  failure: { refusal: Refusal | undefined } | null
}

const ASK_AGAIN_MS = 3000

export function useBindingCode(attemptId: AttemptId, isWanted: boolean): KnownCode {
  const [known, setKnown] = useState<KnownCode>({ code: null, failure: null })
  useEffect(() => {
    if (!isWanted) return
    let hasEnded = false
    let timer: ReturnType<typeof setTimeout>
    let cancelAlarm: (() => void) | undefined
    const ask = async (): Promise<void> => {
      const answer = await call('issueBindingCode', { params: { attemptId }, body: {} })
      if (hasEnded) return
      if (answer.ok) {
        setKnown({ code: answer.value, failure: null })
        cancelAlarm = setAlarm(answer.value.expiresAt, () => void ask())
      } else {
        setKnown({ code: null, failure: { refusal: answer.refusal } })
        timer = setTimeout(() => void ask(), ASK_AGAIN_MS)
      }
    }
    void ask()
    return () => {
      hasEnded = true
      clearTimeout(timer)
      cancelAlarm?.()
      setKnown({ code: null, failure: null })
    }
  }, [attemptId, isWanted])
  return known
}
