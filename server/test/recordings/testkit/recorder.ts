// Owns: a recorder reduced to bytes that grow with the clock, and the beats and uploads a device makes of them.
// Its beats tell the truth about what it records; what it uploads is the test's affair.
import { createHash, randomBytes } from 'node:crypto'
import type { PartId } from '@zhishi/core/ids'
import { MIB, type Answer, type Device, type Line } from './line.ts'

/** 480 kbit/s: a block closes every 17 s. */
export const RATE = 60_000

export type Recorder = {
  id: PartId
  /** makes the part known, where that was put off */
  announce(): Promise<Answer>
  /** what was recorded in the first so many seconds */
  upTo(second: number): Buffer<ArrayBuffer>
  /** one beat at this second of the recording, by the line's clock */
  beat(second: number): Promise<Answer>
  /** sends what lies between what the server holds and this second */
  upload(second: number, from?: Buffer<ArrayBuffer>): Promise<void>
  /** sends all there is, and seals; `as` instead of what was recorded */
  finish(seconds: number, as?: Buffer<ArrayBuffer>): Promise<Answer>
}

/** Begins a part now; its seconds count from here. `isAnnounced` false: the server hears of it by beats alone. */
export async function record(
  line: Line,
  device: Device,
  seconds: number,
  it: { feed?: 'camera' | 'screen'; isAnnounced?: boolean } = {},
): Promise<Recorder> {
  const startedAt = line.clock.at
  const whole = randomBytes(seconds * RATE)
  const facts = device.facts({ line: it.feed ?? 'camera' })
  const id = facts.partId as PartId
  if (it.isAnnounced !== false) await device.create(facts)
  let toldBlocks = 0
  let sent = 0
  const upTo = (second: number): Buffer<ArrayBuffer> => whole.subarray(0, second * RATE)

  const upload = async (second: number, from = whole): Promise<void> => {
    const bytes = from.subarray(sent, second * RATE)
    if (bytes.length === 0) return
    const answer = await device.patch(id, sent, bytes)
    if (answer.status !== 204) throw new Error(`an append answered ${answer.status} ${JSON.stringify(answer.body)}`)
    sent += bytes.length
  }

  return {
    id,
    announce: () => device.create(facts),
    upTo,
    upload,
    async beat(second) {
      line.clock.at = startedAt + second * 1000
      const bytes = upTo(Math.min(second, seconds))
      const closed = Math.floor(bytes.length / MIB)
      const closedBlocks = Array.from({ length: closed - toldBlocks }, (_, at) => ({
        index: toldBlocks + at,
        digest: sha256(bytes.subarray((toldBlocks + at) * MIB, (toldBlocks + at + 1) * MIB)),
      }))
      const open = bytes.subarray(closed * MIB)
      const answer = await device.send('/api/beats', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          sentAt: line.clock.at,
          parts: [
            {
              partId: id,
              line: facts.line,
              bytes: bytes.length,
              openBlock: open.length === 0 ? null : sha256(open),
              closedBlocks,
            },
          ],
        }),
      })
      if (answer.status === 200) toldBlocks = closed
      return answer
    },
    async finish(until, as = upTo(until)) {
      await upload(until, as)
      return device.seal(id, as, { endedAt: startedAt + until * 1000 })
    },
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
