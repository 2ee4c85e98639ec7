// Proves when erasing is refused: while an attempt may go on, while bytes may still come, and while nobody could score it any
// more, one millisecond to each side of the end.
import { expect, test } from 'vitest'
import type { AttemptId, PartId } from '../ids/index.ts'
import { defaultSettings } from '../interview/index.ts'
import { noFacts, type Facts } from '../process/index.ts'
import { MINUTE_MS } from '../time/index.ts'
import { decideErasing, ERASING_ACCEPTS, type ErasableAttempt } from './index.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)
const END = T0 + 10 * MINUTE_MS
const ID = '00000000-0000-7000-8000-000000000001' as AttemptId
const PART = '00000000-0000-7000-8000-000000000002' as PartId

const erasable = (facts: Partial<Facts>, more: Partial<ErasableAttempt> = {}): ErasableAttempt => ({
  id: ID,
  attempt: {
    settings: defaultSettings,
    sitting: { startsAt: T0, selfPaced: null, entryReleasedAt: null },
    facts: { ...noFacts, ...facts },
  },
  unsealed: [],
  isToBeScored: false,
  ...more,
})
const refused = (code: string, ids: readonly string[]) => ({ ok: false, refusal: { code, ids } })

test('nothing is erased of an attempt that may still go on', () => {
  const entered = erasable({ enteredAt: T0 - 1, handedInAt: null })
  const all = [...ERASING_ACCEPTS]
  expect(decideErasing([erasable({})], all, T0 - 1)).toEqual(refused('attemptNotOver', [ID]))
  expect(decideErasing([entered], all, END)).toEqual(refused('attemptNotOver', [ID]))
  expect(decideErasing([entered], all, END + 1)).toEqual({ ok: true, value: null })
  // whoever never came: once entry has closed
  expect(decideErasing([erasable({})], [], T0 + 60 * MINUTE_MS)).toEqual({ ok: true, value: null })
  for (const what of ['withdrawnAt', 'removedAt', 'voidedAt'] as const)
    expect(decideErasing([erasable({ [what]: T0 - 1 })], [], T0 - 1), what).toEqual({ ok: true, value: null })
})

test('what devices may still hold is given up only by name', () => {
  const handedIn = { enteredAt: T0 - 1, handedInAt: END + 1 }
  const open = erasable(handedIn, { unsealed: [PART] })
  expect(decideErasing([open], [], END + 2)).toEqual(refused('recordingsNotSafe', [PART]))
  expect(decideErasing([open], ['unsealed'], END + 2)).toEqual({ ok: true, value: null })
  // not handed in: nobody knows what its computer holds
  const left = erasable({ enteredAt: T0 - 1 })
  expect(decideErasing([left], [], END + 1)).toEqual(refused('recordingsNotSafe', [ID]))
  expect(decideErasing([left], ['unpublished'], END + 1)).toEqual(refused('recordingsNotSafe', [ID]))
})

test('what is to be scored is given up only by name; one attempt of many is enough to refuse', () => {
  const scored = erasable({ enteredAt: T0 - 1, handedInAt: END + 1 }, { isToBeScored: true })
  expect(decideErasing([scored], ['unsealed'], END + 2)).toEqual(refused('resultNotPublished', [ID]))
  expect(decideErasing([scored], ['unpublished'], END + 2)).toEqual({ ok: true, value: null })
  expect(decideErasing([erasable({ withdrawnAt: T0 }), scored], [], END + 2)).toEqual(
    refused('resultNotPublished', [ID]),
  )
  // nobody could have scored it
  expect(decideErasing([erasable({ voidedAt: T0 }, { isToBeScored: true })], [], END)).toEqual({
    ok: true,
    value: null,
  })
  const many = Array.from({ length: 30 }, () => scored)
  expect(decideErasing(many, [], END + 2)).toMatchObject({ refusal: { ids: expect.objectContaining({ length: 20 }) } })
})
