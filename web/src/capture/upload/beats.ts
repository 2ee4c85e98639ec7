// Owns: the presence beat of one line (docs/recording.md#beats): it tells the server how long each part is that is being
// written, and the digests of its blocks, so that bytes which arrive late were witnessed in time.
// Never carries bytes, is never paced, and never waits for the uploader.
import type { PartId } from '@zhishi/core/ids'
import { beatAnswer, toHex, type Beat, type BeatAnswer, type Line } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { DurableLog, LoggedPart } from '../log/durable-log.ts'
import type { PartDigests } from '../log/part-digests.ts'
import type { Send } from './tus.ts'

/** The contract's limits: parts of one beat, blocks of one part. */
const PARTS_MAX = 16
const BLOCKS_MAX = 512

export type BeatPorts = { line: Line; log: DurableLog; digests: PartDigests; send: Send; now: () => Instant }
export type Beats = {
  /** Beats once, if a part is being written or was since the last answered beat. @returns null without an answer */
  beat(): Promise<BeatAnswer | null>
}

export function createBeats({ line, log, digests, send, now }: BeatPorts): Beats {
  /** of the parts this page life wrote: what the last answered beat said */
  const answered = new Map<PartId, { blocks: number; bytes: number }>()

  return {
    async beat() {
      const grant = log.grant()
      const written = log.list().filter(isToBeWitnessed)
      if (grant === null || written.length === 0) return null
      const parts = await Promise.all(written.slice(-PARTS_MAX).map(witness))
      const body: Beat = { sentAt: now(), parts }
      const answer = await post(body, grant)
      const announced = new Set(written.flatMap((it) => (it.acknowledged ? [it.announcement.partId] : [])))
      if (answer) for (const it of parts) if (announced.has(it.partId)) remember(it)
      return answer
    },
  }

  function isToBeWitnessed({ announcement: { partId }, end, bytes }: LoggedPart): boolean {
    if (end) return answered.has(partId) && answered.get(partId)?.bytes !== bytes
    if (!answered.has(partId)) answered.set(partId, { blocks: 0, bytes: -1 })
    return true
  }

  async function witness({ announcement: { partId }, acknowledged }: LoggedPart): Promise<Beat['parts'][number]> {
    const digest = await digests.of(partId)
    // of a part that it has not been told of the server keeps the length alone: the rest is said once it has been
    if (acknowledged === null) return { partId, line, bytes: digest.bytes(), openBlock: null, closedBlocks: [] }
    const openBlock = digest.openBlock()
    const from = answered.get(partId)?.blocks ?? 0
    return {
      partId,
      line,
      bytes: digest.bytes(),
      openBlock: openBlock && toHex(openBlock),
      closedBlocks: digest
        .closedBlocks()
        .slice(from, from + BLOCKS_MAX)
        .map((block, at) => ({ index: from + at, digest: toHex(block) })),
    }
  }

  function remember({ partId, bytes, closedBlocks }: Beat['parts'][number]): void {
    const last = closedBlocks.at(-1)
    answered.set(partId, { blocks: last ? last.index + 1 : (answered.get(partId)?.blocks ?? 0), bytes })
  }

  async function post(body: Beat, grant: string): Promise<BeatAnswer | null> {
    try {
      const response = await send('/api/beats', {
        method: 'POST',
        headers: { Authorization: `Bearer ${grant}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
      })
      return response.ok ? beatAnswer.parse(await response.json()) : null
    } catch {
      return null
    }
  }
}
