// Owns: how a candidate of the load gets the two grants it uploads with: by the real protocol, sign-in, entry, binding.
// Never measured: it is over before the first byte.
import { randomUUID } from 'node:crypto'
import type { BindingCode, Me } from '@zhishi/core/contract'
import { attemptId, deviceId } from '@zhishi/core/ids'
import { createCaller } from '../../tools/candidate-bot/caller.ts'

export type Seat = { attemptId: string; computer: string; phone: string }

export async function arrive(url: string, options: { number: string; personalCode: string }): Promise<Seat> {
  const caller = createCaller({
    url,
    side: 'candidate',
    deviceId: deviceId.parse(randomUUID()),
    signal: new AbortController().signal,
  })
  const own = { deviceId: caller.deviceId }
  const me = await caller.askUntilHeard<Extract<Me, { role: 'candidate' }>>('/api/sign-in', { ...options, ...own })
  const id = attemptId.parse(me.attemptIds[0])
  const path = (rest: string): string => `/api/attempts/${id}${rest}`
  await caller.command(id, { kind: 'signIn', ...own })
  const { code } = await caller.askUntilHeard<BindingCode>(path('/evidence-code'), {})
  const bound = { code, deviceId: randomUUID() }
  const { grant: phone } = await caller.askUntilHeard<{ grant: string }>('/api/evidence/bindings', bound)
  await caller.command(id, { kind: 'enter', displays: 1, displaySurface: 'monitor' })
  const { grant: computer } = await caller.askUntilHeard<{ grant: string }>(path('/grants'), {
    ...own,
    kind: 'computer',
  })
  return { attemptId: id, computer, phone }
}
