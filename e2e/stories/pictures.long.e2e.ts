// The short album looks at the pages themselves: console errors, overflow, untranslated words, accessibility.
// The whole one, with every state, is `npm run pictures`.
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { scaled } from '../../tools/machine-speed.ts'
import { demoAlbum } from '../pictures/demo.ts'
import { photographDemo } from '../pictures/mock.ts'
import { story } from '../harness/story.ts'

// some seventy pages in two languages, and a sitting that is played for them: the longest story of all, beside others
story.setTimeout(scaled(720_000))

story('the pages of candidate, phone, proctor and support, in Chinese and English', async ({ home, product, open }) => {
  const album = demoAlbum(join(home, 'pictures'), product)
  await photographDemo(album, product, open, home)
  expect(album.problems()).toEqual([])
  expect(album.names.length).toBeGreaterThan(50)
})
