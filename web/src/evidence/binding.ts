// Owns: what this phone remembers of the attempt it films: the grant, what the server said last, how far the candidate
// has come, when it recorded. So that a reload or a crash comes back to the same place, also without the network.
// Never holds a recording: the durable log does.
import { z } from 'zod'
import { evidenceView } from '@zhishi/core/contract'
import { instant } from '@zhishi/core/time'
import { forget, keep, recall } from '../client/device-store.ts'
import { noteZonesIn } from '../client/zones.ts'
import { STORE_NAME } from './kept.ts'
import { span } from './spans.ts'

const binding = z.object({
  grant: z.string(),
  view: evidenceView,
  /** how far the candidate has come with what is done once: the sweep, standing the phone up */
  guide: z.enum(['sweep', 'placement', 'done']),
  /** 停止录制 was pressed: nothing starts by itself any more */
  isStopped: z.boolean(),
  /** it was pressed before answering was over; null: it was not, or recording went on again */
  stoppedEarlyAt: instant.nullable().default(null),
  spans: z.array(span),
})
export type Binding = z.infer<typeof binding>

export function recallBinding(): Binding | null {
  const stored = binding.safeParse(recall(STORE_NAME))
  noteZonesIn(stored.data)
  return stored.success ? stored.data : null
}

/** Keeps it, or forgets it where it is null. */
export function keepBinding(it: Binding | null): void {
  if (it) void keep(STORE_NAME, it)
  else void forget(STORE_NAME)
}

/** Whether answering is over, as far as this phone can know: by what the server said, or by its clock. */
export function isOver({ view }: Binding, now: number): boolean {
  return view.checkUntil !== null || (view.endsAt !== null && now > view.endsAt) || isClosed(view.phase)
}

/** The attempt has ended without answering to its end, or without entering. */
export function isClosed(phase: Binding['view']['phase']): boolean {
  return phase === 'missed' || phase === 'withdrawn' || phase === 'removed' || phase === 'voided'
}
