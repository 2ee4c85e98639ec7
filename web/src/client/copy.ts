// Owns: putting a text on the clipboard, by whichever way this browser lets a page do so.
// Never says that it is there when neither way said so: where both refuse, the text stays on the page to be selected.

/** Must be called straight from the press. @returns whether the browser said that it was copied */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // not on plain HTTP, and not in many browsers inside other programs: those still have the older way
    return copySelected(text)
  }
}

function copySelected(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.append(field)
  const before = document.activeElement
  field.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    field.remove()
    if (before instanceof HTMLElement) before.focus()
  }
}
