// Owns: 【结束面试】 pressed where the network is gone: the press is kept on this computer and told as soon as possible.
// Never ends anything by itself; it is a claim with the device's time (docs/recording.md#journal), the journal holds it too.
import { commandId, type AttemptId, type CommandId } from '@zhishi/core/ids'
import { forget, keep, recall } from '../../client/device-store.ts'

/** The id of a press that the server has not answered yet; undefined: there is none. */
export function pendingFinish(attemptId: AttemptId): CommandId | undefined {
  const stored = commandId.safeParse(recall(`finish.${attemptId}`))
  return stored.success ? stored.data : undefined
}

export function keepFinish(attemptId: AttemptId, id: CommandId): void {
  void keep(`finish.${attemptId}`, id)
}

export function forgetFinish(attemptId: AttemptId): void {
  void forget(`finish.${attemptId}`)
}
