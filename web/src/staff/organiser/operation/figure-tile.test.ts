// Proves that every state of a figure that is not well has its colour: a class without a rule looks like all is fine.
import { readFileSync } from 'node:fs'
import { figureState } from '@zhishi/core/watch'
import { expect, test } from 'vitest'

test('each state but the good one is drawn by rules of its own', () => {
  const css = readFileSync(new URL('../../css/organiser.css', import.meta.url), 'utf8')
  const states = figureState.options.filter((state) => state !== 'ok')
  expect(states.length).toBeGreaterThan(2)
  for (const state of states) {
    expect(css).toContain(`.figure-${state}`)
    expect(css).toContain(`.verdict-${state}`)
  }
})
