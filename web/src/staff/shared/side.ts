// Owns: saying, on every request to the API, that a staff page asks: one browser may hold a candidate's and a staff
// sign-in at once, and the server chooses the cookie by this. Never touches a request to anything else.

const SIDE_HEADER = 'zhishi-side'

/** From now on requests of this page to `/api/` carry the side. Called once, before the first request. */
export function speakAsStaff(): void {
  const plainFetch = globalThis.fetch
  globalThis.fetch = (input, init) => {
    if (typeof input !== 'string' || !input.startsWith('/api/')) return plainFetch(input, init)
    const headers = new Headers(init?.headers)
    headers.set(SIDE_HEADER, 'staff')
    return plainFetch(input, { ...init, headers })
  }
}
