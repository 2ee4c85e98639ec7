// Owns: words with a part in bold, so that a translation decides where it stands.
import type { ReactNode } from 'react'

/** Renders `<b>…</b>` of a text as bold; nothing else is markup. */
export function Rich({ text }: { text: string }): ReactNode {
  return text.split(/<b>(.*?)<\/b>/).map((piece, at) => (at % 2 === 1 ? <b key={at}>{piece}</b> : piece))
}
