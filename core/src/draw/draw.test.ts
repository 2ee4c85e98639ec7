// Proves the permutation: every lot once, the same for the same seed, and no place preferred.
import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  checkDraw,
  commitmentOf,
  commitNext,
  contributionOfText,
  contributorsInWords,
  findingsOf,
  handleOf,
  lotsOf,
  permutation,
  rollHashOf,
  type Contributor,
  type DrawCommitment,
  type DrawCrypto,
} from './index.ts'

const seeded = (seed: string) => (counter: number) => createHmac('sha256', seed).update(String(counter)).digest()

test('every lot once, recomputable from the seed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.string(), (count, seed) => {
      const lots = permutation(count, seeded(seed))
      expect([...lots].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at + 1))
      expect(permutation(count, seeded(seed))).toEqual(lots)
    }),
    { numRuns: 60 },
  )
})

test('values that would favour small numbers are thrown away', () => {
  const answers = [0xffffffff, 0xffffffff, 0, 1]
  let asked = 0
  const lots = permutation(3, () => {
    const value = answers[asked++]!
    return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
  })
  // 2^32 mod 3 = 1, so the greatest value is refused twice before 0 is taken; then 1 of 2
  expect([lots, asked]).toEqual([[3, 2, 1], 4])
})

test('each lot is as likely in each place', () => {
  const draws = 6000
  const seen = Array.from({ length: 4 }, () => [0, 0, 0, 0])
  for (let draw = 0; draw < draws; draw++) {
    permutation(4, seeded(`draw ${draw}`)).forEach((lot, place) => seen[place]![lot - 1]!++)
  }
  // chi-squared with 9 degrees of freedom: 27.9 is passed by chance once in a thousand; the seeds are fixed
  const chi = seen.flat().reduce((sum, n) => sum + (n - draws / 4) ** 2 / (draws / 4), 0)
  expect(chi).toBeLessThan(27.9)
})

const asCommitted = ({ by, commitment }: { by: Contributor; commitment: string }) => ({ by, commitment })

test('a public file can be checked by anybody, and no part of it can be changed unseen', () => {
  const crypto: DrawCrypto = {
    sha256: (bytes) => createHash('sha256').update(bytes).digest(),
    hmac: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
  }
  const handles = ['a', 'b', 'c', 'd', 'e'].map((id) => handleOf(crypto, `5a17${id}`, id))
  const rollHash = rollHashOf(crypto, handles)
  const text = '长风破浪会有时，直挂云帆济沧海 🌊'
  expect(contributionOfText(text)).toBe(Buffer.from(text).toString('hex'))
  expect(commitmentOf(crypto, contributionOfText(text))).toBe(createHash('sha256').update(text).digest('hex'))
  const contributions = (
    [
      ['server', 'ff'.repeat(32), null],
      ['proctor', contributionOfText(text), text],
    ] as const
  ).map(([by, revealed, said]) => ({ by, revealed, text: said, commitment: commitmentOf(crypto, revealed) }))
  const lots = lotsOf(
    crypto,
    rollHash,
    contributions.map((one) => one.revealed),
    { count: handles.length, spares: 2 },
  )
  const [server] = contributions as [(typeof contributions)[number]]
  const before = commitNext(crypto, undefined, {
    at: 1,
    why: 'imported',
    rollHash: '0'.repeat(64),
    contributions: [{ by: 'server', commitment: '1'.repeat(64) }],
  })
  const alone = commitNext(crypto, before, {
    at: 2,
    why: 'rosterEdited',
    rollHash,
    contributions: [server].map(asCommitted),
  })
  const both = commitNext(crypto, alone, {
    at: 3,
    why: 'contributed',
    rollHash,
    contributions: contributions.map(asCommitted),
  })
  const file = {
    rollHash,
    contributions,
    isServerAlone: false,
    commitments: [before, alone, both],
    spares: 2,
    lots: handles.map((handle, place) => ({ handle, lot: lots[place]! })),
  }
  expect(checkDraw(crypto, file)).toBeNull()
  // the same numbers from the definition, computed apart
  const seed = createHash('sha256')
    .update(['zhishi-draw-2', rollHash, ...contributions.map((one) => one.revealed)].join('\n'))
    .digest()
  const keyed = (word: string) => (counter: number) => createHmac('sha256', seed).update(`${word}${counter}`).digest()
  expect(lots).toEqual([...permutation(3, keyed('')), ...permutation(2, keyed('spare-')).map((lot) => 3 + lot)])
  expect(checkDraw(crypto, { ...file, spares: 1 })).toBe('lotsDiffer')

  const swapped = { ...file, lots: [file.lots[1]!, file.lots[0]!, ...file.lots.slice(2)] }
  expect(checkDraw(crypto, swapped)).toBe('rollDiffers')
  const bent = {
    ...file,
    lots: file.lots.map((one, place) => (place < 2 ? { ...one, lot: file.lots[1 - place]!.lot } : one)),
  }
  expect(checkDraw(crypto, bent)).toBe('lotsDiffer')
  const late = { ...file, contributions: [contributions[0]!, { ...contributions[1]!, revealed: 'fe'.repeat(32) }] }
  expect(checkDraw(crypto, late)).toBe('commitmentDiffers')
  expect(checkDraw(crypto, { ...file, contributions: [{ ...server, revealed: null }] })).toBe('commitmentDiffers')
  const reworded = { ...file, contributions: [server, { ...contributions[1]!, text: '另一句话' }] }
  expect(checkDraw(crypto, reworded)).toBe('commitmentDiffers')

  // a commitment that another one took the place of is not left out, changed or moved unseen
  const found = (commitments: DrawCommitment[]) => findingsOf(crypto, { ...file, commitments }).map((one) => one.fault)
  expect(found([before, both])).toContain('commitmentMissing')
  expect(found([before, { ...both, number: 2 }])).toContain('commitmentChanged')
  expect(found([alone, both])).toContain('commitmentMissing')
  expect(found([before, alone])).toEqual(['newestDiffers'])
  expect(found([])).toEqual(['commitmentMissing'])
  for (const change of [{ at: 9 }, { why: 'foundThere' as const }, { rollHash: 'f'.repeat(64) }])
    expect(found([{ ...before, ...change }, alone, both])).toContain('commitmentChanged')
  expect(findingsOf(crypto, { ...file, isServerAlone: true })).toEqual([{ fault: 'wordsDiffer' }])
  // before it opens all of that can be checked but the lots
  const closed = {
    ...file,
    lots: null,
    contributions: contributions.map((one) => ({ ...one, revealed: null, text: null })),
  }
  expect(findingsOf(crypto, closed)).toEqual([])
  expect(findingsOf(crypto, { ...closed, commitments: [before, both] })).not.toEqual([])
  expect(contributorsInWords([server]).en).toContain('The server contributed alone')
  expect(contributorsInWords(contributions).zh).toContain('另有 1 方')
})
