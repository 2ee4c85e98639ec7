// Owns: the binding code this page was given: by the link's fragment, by a scanned QR code, or typed.
// The fragment is taken out of the address at once, so that neither history nor a screenshot keeps the code.
import { BINDING_CODE_LENGTH, parseCode } from '@zhishi/core/codes'
import { withoutMarks } from '@zhishi/core/typed'

/** The code in a text that was scanned or pasted: a link of this site, or the bare code. Null: it is something else. */
export function codeIn(given: string, origin: string): string | null {
  const text = withoutMarks(given)
  const url = urlOf(text)
  if (url === null) return parseCode(text, BINDING_CODE_LENGTH)
  return url.origin === origin ? codeInFragment(url.hash) : null
}

/** Null: no URL. `URL.canParse` is younger than the browsers this page is for (public/floor.js). */
function urlOf(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

function codeInFragment(hash: string): string | null {
  return parseCode(new URLSearchParams(hash.slice(1)).get('code') ?? '', BINDING_CODE_LENGTH)
}

/** Reads `#code=…` and removes it from the address. Null: the address carries none. */
export function takeCode(): string | null {
  if (!location.hash.includes('code=')) return null
  const code = codeInFragment(location.hash)
  history.replaceState(history.state, '', location.pathname + location.search)
  return code
}
