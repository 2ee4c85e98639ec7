// Owns: how a bot says who it is (step 3): by the pictures of a generated person where there is an ID photo to compare them
// with, else, or where it would rather, by asking for a person. Never waits for the answer of that person.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FaceAnswer, FaceView, IdentityView } from '@zhishi/core/contract'
import { ROOT } from '../stage.ts'
import type { Caller } from './caller.ts'
import type { Face } from './clips.ts'

/** As the page takes them: three from the front, because people move, and one from each side. */
const PICTURES: ReadonlyArray<[name: string, view: FaceView]> = [
  ['login1', 'front'],
  ['login2', 'front'],
  ['login3', 'front'],
  ['left', 'left'],
  ['right', 'right'],
]

/** One try of the face login. @returns `person`: a proctor has to look, and may not have been asked yet */
export async function showFace(caller: Caller, path: string, face: Face): Promise<'same' | 'person'> {
  const { hasIdPhoto, isEngineAvailable } = await caller.askUntilHeard<IdentityView>(`${path}/identity`)
  if (!hasIdPhoto || !isEngineAvailable) return 'person'
  const frames = await Promise.all(
    PICTURES.map(async ([name, view]) => {
      const jpeg = await readFile(join(ROOT, 'testdata/synthetic-faces', `${face}_${name}.jpg`))
      return { view, jpeg: jpeg.toString('base64') }
    }),
  )
  const { result } = await caller.askUntilHeard<FaceAnswer>(`${path}/face`, { tryId: randomUUID(), frames })
  return result === 'same' ? 'same' : 'person'
}
