// Owns: cutting the wall into pages: a sitting may have 500 attempts, and a screen shows some thirty.
// Pure. Never loses anybody: every attempt is on exactly one page.

/** Five rows of six at 1920 × 1080; smaller screens scroll. */
export const TILES_A_PAGE = 30

export type Page<T> = { items: readonly T[]; page: number; pages: number; from: number; to: number }

/** @param wanted from 0; one that is not there any more becomes the last */
export function pageOf<T>(all: readonly T[], wanted: number): Page<T> {
  const pages = Math.max(1, Math.ceil(all.length / TILES_A_PAGE))
  const page = Math.min(Math.max(0, wanted), pages - 1)
  const items = all.slice(page * TILES_A_PAGE, (page + 1) * TILES_A_PAGE)
  const from = items.length === 0 ? 0 : page * TILES_A_PAGE + 1
  return { items, page, pages, from, to: page * TILES_A_PAGE + items.length }
}
