// Owns: the pictures of who is being compared and of who comes next, fetched once each: every look is audited.
// Never keeps a picture of anybody else: what is neither current nor next is let go.
import { endpoints, type IdentityPicture, type IdentityRow } from '@zhishi/core/contract'
import { useCallback, useEffect, useRef, useState } from 'react'

/** `url`: of the picture in this page's memory. */
export type Picture = { kind: 'loading' } | { kind: 'there'; url: string } | { kind: 'failed' }
type Wanted = { key: string; row: IdentityRow; picture: IdentityPicture }

const LOADING: Picture = { kind: 'loading' }

/** A try of the face login takes new pictures, so when they were taken is part of their name. */
const keyOf = (row: IdentityRow, picture: IdentityPicture): string => [row.attemptId, picture, row.picturesAt].join('/')

/** @param rows whose pictures are wanted, the one who is looked at first */
export function usePictures(rows: readonly IdentityRow[]) {
  const [shown, setShown] = useState<ReadonlyMap<string, Picture>>(new Map())
  const held = useRef(new Map<string, Picture>())
  const wanted = rows.flatMap((row) => row.pictures.map((picture) => ({ key: keyOf(row, picture), row, picture })))
  const names = wanted.map((one) => one.key).join()
  const latest = useRef<readonly Wanted[]>([])

  const load = useCallback(async ({ key, row, picture }: Wanted): Promise<void> => {
    const put = (it: Picture): void => {
      held.current.set(key, it)
      setShown(new Map(held.current))
    }
    put(LOADING)
    const url = await fetchPicture(row.attemptId, picture)
    if (latest.current.some((one) => one.key === key)) put(url === null ? { kind: 'failed' } : { kind: 'there', url })
    else if (url !== null) URL.revokeObjectURL(url)
  }, [])

  useEffect(() => {
    latest.current = wanted
  })
  useEffect(() => {
    const keys = new Set(latest.current.map((one) => one.key))
    for (const [key, picture] of held.current) {
      if (keys.has(key)) continue
      letGo(picture)
      held.current.delete(key)
    }
    for (const one of latest.current) if (!held.current.has(one.key)) void load(one)
  }, [names, load])
  useEffect(() => {
    const pictures = held.current
    return () => {
      latest.current = []
      for (const picture of pictures.values()) letGo(picture)
      pictures.clear()
    }
  }, [])

  return {
    of: (row: IdentityRow, picture: IdentityPicture): Picture => shown.get(keyOf(row, picture)) ?? LOADING,
    again: (row: IdentityRow, picture: IdentityPicture): void => void load({ key: keyOf(row, picture), row, picture }),
  }
}

function letGo(picture: Picture): void {
  if (picture.kind === 'there') URL.revokeObjectURL(picture.url)
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
