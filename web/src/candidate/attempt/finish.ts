// Owns: 【结束面试】 pressed on this computer: when, and whether the server knows. A press where the network is gone is told as
// soon as possible. Never ends anything by itself; it is a claim with the device's time (docs/recording.md#journal), the
// journal holds it too.
import { z } from 'zod'
import { commandId, type AttemptId, type CommandId } from '@zhishi/core/ids'
import { instant, type Instant } from '@zhishi/core/time'
import { forget, keep, recall } from '../../client/device-store.ts'

const press = z.object({ id: commandId, pressedAt: instant, isReported: z.boolean() })
export type Press = z.infer<typeof press>

const placeOf = (attemptId: AttemptId): string => `finish.${attemptId}`

/** The press of 【确认】 here; undefined: there was none, or the server refused it. */
export function keptPress(attemptId: AttemptId): Press | undefined {
  const stored = press.safeParse(recall(placeOf(attemptId)))
  return stored.success ? stored.data : undefined
}

/** The id of a press that the server has not answered yet; undefined: there is none. */
export function pendingFinish(attemptId: AttemptId): CommandId | undefined {
  const kept = keptPress(attemptId)
  return kept === undefined || kept.isReported ? undefined : kept.id
}

export function keepPress(attemptId: AttemptId, it: Press): void {
  void keep(placeOf(attemptId), it)
}

export function forgetPress(attemptId: AttemptId): void {
  void forget(placeOf(attemptId))
}

/**
 * When answering ended, for whoever pressed or waited here: the press, which the server may learn of later, and never after
 * the end that stood for it; else what the server says. Null: not known yet.
 */
export function endedAtOf(
  { finishedAt, endsAt }: { finishedAt: Instant | null; endsAt: Instant | null },
  pressedAt: Instant | undefined,
): Instant | null {
  const known = [pressedAt ?? finishedAt, endsAt].filter((at) => at !== null)
  return known.length === 0 ? null : Math.min(...known)
}
