// The short album, so that every run looks at the pages: console errors, overflow, untranslated words, accessibility.
// The whole one, with every state, is `npm run pictures`.
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { demoAlbum } from './pictures/demo.ts'
import { photographMock, photographStaff } from './pictures/mock.ts'
import { story } from './harness/story.ts'

story('the pages of candidate and proctor, in Chinese and English', async ({ home, product, open }) => {
  const album = demoAlbum(join(home, 'pictures'), product)
  const candidate = await open('candidate')
  album.watch(candidate.context)
  await photographMock(album, product, candidate)
  await candidate.close()
  const proctor = await open('proctor')
  album.watch(proctor.context)
  await photographStaff(album, product, proctor)
  expect(album.problems()).toEqual([])
  expect(album.names.length).toBeGreaterThan(20)
})
