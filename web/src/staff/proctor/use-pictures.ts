// Owns: the pictures of who is being compared and of who comes next, fetched once each: every look is audited.
// Never keeps a picture of anybody else: what is neither current nor next is let go.
import { endpoints, type IdentityPicture, type IdentityRow } from '@zhishi/core/contract'
import { useEffect, useRef, useState } from 'react'

/** `url`: of the picture in this page's memory. */
export type Picture = { kind: 'loading' } | { kind: 'there'; url: string } | { kind: 'failed' }

/** A try of the face login takes new pictures, so it is part of their name. */
const keyOf = (row: IdentityRow, picture: IdentityPicture): string =>
  [row.attemptId, picture, row.askedAt, row.faceTries].join('/')

/** @param rows whose pictures are wanted, the one who is looked at first */
export function usePictures(rows: readonly IdentityRow[]) {
  const held = useRef(new Map<string, Picture>())
  const [, redraw] = useState(0)
  const wanted = rows.flatMap((row) => row.pictures.map((picture) => ({ key: keyOf(row, picture), row, picture })))
  const names = wanted.map((one) => one.key).join()
  const current = useRef(wanted)
  current.current = wanted

  const load = async (row: IdentityRow, picture: IdentityPicture): Promise<void> => {
    const key = keyOf(row, picture)
    held.current.set(key, { kind: 'loading' })
    const url = await fetchPicture(row.attemptId, picture)
    if (!current.current.some((one) => one.key === key)) {
      if (url !== null) URL.revokeObjectURL(url)
      return
    }
    held.current.set(key, url === null ? { kind: 'failed' } : { kind: 'there', url })
    redraw((drawn) => drawn + 1)
  }

  useEffect(() => {
    const keys = new Set(current.current.map((one) => one.key))
    for (const [key, picture] of held.current) {
      if (keys.has(key)) continue
      if (picture.kind === 'there') URL.revokeObjectURL(picture.url)
      held.current.delete(key)
    }
    for (const { key, row, picture } of current.current) if (!held.current.has(key)) void load(row, picture)
  }, [names])
  useEffect(
    () => () => {
      current.current = []
      for (const picture of held.current.values()) if (picture.kind === 'there') URL.revokeObjectURL(picture.url)
      held.current.clear()
    },
    [],
  )

  return {
    of: (row: IdentityRow, picture: IdentityPicture): Picture =>
      held.current.get(keyOf(row, picture)) ?? { kind: 'loading' },
    again(row: IdentityRow, picture: IdentityPicture): void {
      void load(row, picture)
      redraw((drawn) => drawn + 1)
    },
  }
}

/** @returns null when it did not come or is no picture */
async function fetchPicture(attemptId: string, picture: IdentityPicture): Promise<string | null> {
  const { path } = endpoints.readIdentityPicture
  try {
    const response = await fetch(path.replace(':attemptId', attemptId).replace(':picture', picture))
    const blob = await response.blob()
    return response.ok && blob.type.startsWith('image/') ? URL.createObjectURL(blob) : null
  } catch {
    return null
  }
}
