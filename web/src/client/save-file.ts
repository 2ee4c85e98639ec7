// Owns: saving a file that is written as it goes: straight to disk where the browser lets a page do so, else as a download.
// Never holds it in memory by itself: what a download needs, the browser keeps where it sees fit.

export type FilePlace = {
  /** Rejects where the file cannot be written; nothing half-written is left under its name. */
  write(stream: ReadableStream<Uint8Array>): Promise<void>
}

/** The File System Access API (https://wicg.github.io/file-system-access), which Chromium has on computers. */
type SavePicker = (options: {
  suggestedName: string
  types: { description: string; accept: Record<string, string[]> }[]
}) => Promise<FileSystemFileHandle>

/** A download has begun when its link is pressed; the browser may read on from the address for a while. */
const KEEP_ADDRESS_MS = 60_000

/** Must be called straight from the press. Null: the person chose no place. */
export async function choosePlace(name: string, mime: string): Promise<FilePlace | null> {
  const pick = (globalThis as { showSaveFilePicker?: SavePicker }).showSaveFilePicker
  if (!pick) return { write: (stream) => download(stream, name, mime) }
  try {
    const ending = `.${name.split('.').at(-1)}`
    const handle = await pick({ suggestedName: name, types: [{ description: name, accept: { [mime]: [ending] } }] })
    return { write: async (stream) => stream.pipeTo(await handle.createWritable()) }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null
    throw error
  }
}

async function download(stream: ReadableStream<Uint8Array>, name: string, mime: string): Promise<void> {
  const blob = await new Response(stream, { headers: { 'content-type': mime } }).blob()
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEEP_ADDRESS_MS)
}
