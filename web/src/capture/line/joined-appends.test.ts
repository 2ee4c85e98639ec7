// Proves that slices that wait for a slow disk are written together, in order, and that nothing else is joined or lost.
import { partId, type PartId } from '@zhishi/core/ids'
import { expect, test } from 'vitest'
import { joinAppends } from './joined-appends.ts'
import type { ToLine } from './line-protocol.ts'

type Ordered = Exclude<ToLine, { question: number }>
const [one, other] = [crypto.randomUUID(), crypto.randomUUID()].map((id) => partId.parse(id)) as [PartId, PartId]
const append = (id: PartId, offset: number, text: string | Uint8Array<ArrayBuffer>) =>
  ({ kind: 'append', partId: id, offset, bytes: new Blob([text]) }) satisfies ToLine

test('what follows byte on byte goes at once, up to the next thing of another kind', async () => {
  const waiting: Ordered[] = [append(one, 3, 'def'), append(one, 6, 'g'), { kind: 'uploadNow' }, append(one, 7, 'h')]
  const joined = joinAppends(append(one, 0, 'abc'), waiting)
  expect([joined.offset, await joined.bytes.text()]).toEqual([0, 'abcdefg'])
  expect(waiting.map(({ kind }) => kind)).toEqual(['uploadNow', 'append'])
})

test('another part, a gap and more than fits at once wait for their turn', () => {
  const alone = append(one, 0, 'abc')
  for (const next of [append(other, 3, 'd'), append(one, 4, 'd'), append(one, 3, new Uint8Array(1_048_576))]) {
    const waiting: Ordered[] = [next]
    expect(joinAppends(alone, waiting)).toBe(alone)
    expect(waiting).toEqual([next])
  }
})
