// Proves: what is offered before the program is there reaches the phone, and a program that does not come is told.
import { expect, test } from 'vitest'
import { createFirstPage, type Program } from './first-page.ts'
import type { PhoneState } from './recorder/phone.ts'

/** A program whose phone only remembers what it was offered. */
function program(state: PhoneState) {
  const listeners = new Set<() => void>()
  const offered: (string | null)[] = []
  const startPhone = (code: string | null) => {
    let now = { ...state, code }
    return {
      read: () => now,
      subscribe: (listener: () => void) => listeners.add(listener),
      offer(next: string | null) {
        offered.push(next)
        now = { ...now, code: next }
        for (const listener of listeners) listener()
      },
    }
  }
  return { offered, loaded: { startPhone } as unknown as Program }
}

test('a code typed while the program is on the way is the phone’s first; later ones go to it directly', async () => {
  let arrive: (it: Program) => void = () => {}
  const firstPage = createFirstPage({
    code: null,
    missing: [],
    loadProgram: () => new Promise((resolve) => (arrive = resolve)),
  })
  const seen: (string | null)[] = []
  firstPage.subscribe(() => seen.push(firstPage.read().phone.code))
  expect(firstPage.read()).toMatchObject({ isNew: true, loaded: null })
  const loading = firstPage.load()
  expect(firstPage.load()).toBe(loading)
  firstPage.offer('7K4M92QX')
  const { offered, loaded } = program(firstPage.read().phone)
  arrive(loaded)
  await loading
  firstPage.offer('ZZZZ0000')
  expect(offered).toEqual(['ZZZZ0000'])
  expect(seen).toEqual(['7K4M92QX', '7K4M92QX', 'ZZZZ0000'])
})

test('a phone that was given a code, or that cannot film, is not new', () => {
  const loadProgram = (): Promise<Program> => Promise.reject(new Error('not asked for'))
  expect(createFirstPage({ code: '7K4M92QX', missing: [], loadProgram }).read().isNew).toBe(false)
  expect(createFirstPage({ code: null, missing: ['camera'], loadProgram }).read().isNew).toBe(false)
})

test('a program that does not come through is told', async () => {
  const firstPage = createFirstPage({
    code: null,
    missing: [],
    loadProgram: () => Promise.reject(new Error('offline')),
  })
  await firstPage.load()
  expect(firstPage.read()).toMatchObject({ hasFailed: true, loaded: null })
})
