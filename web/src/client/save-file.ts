// Owns: saving a file by whichever way this browser has, and what is known of how that ended: written to a place that was chosen,
// given away by the share sheet, or handed over as a download, of which a page is told nothing more.
// Never says that a file is saved when nobody said so.

/**
 * `saved`: the browser says that it is where the person wanted it · `handedOver`: a download was begun; whether it ends, only
 * the person sees · `notSaved`: the person chose otherwise
 */
export type Saved = 'saved' | 'handedOver' | 'notSaved'

export type SaveTarget = {
  /** Rejects where the file cannot be written; nothing half-written is left under its name. */
  write(stream: ReadableStream<Uint8Array>): Promise<Exclude<Saved, 'notSaved'>>
}

/** The File System Access API (https://wicg.github.io/file-system-access), which Chromium has on computers. */
type SavePicker = (options: {
  suggestedName: string
  types: { description: string; accept: Record<string, string[]> }[]
}) => Promise<FileSystemFileHandle>

/** A download has begun when its link is pressed; the browser may read on from the address for a while. */
const KEEP_ADDRESS_MS = 60_000

/** Must be called straight from the press. Null: the person chose no place. */
export async function chooseSaveTarget(name: string, mime: string): Promise<SaveTarget | null> {
  const pick = (globalThis as { showSaveFilePicker?: SavePicker }).showSaveFilePicker
  const asDownload: SaveTarget = { write: async (stream) => download(await fileOf(stream, name, mime)) }
  if (!pick) return asDownload
  try {
    const ending = `.${name.split('.').at(-1)}`
    const handle = await pick({ suggestedName: name, types: [{ description: name, accept: { [mime]: [ending] } }] })
    return {
      async write(stream) {
        await stream.pipeTo(await handle.createWritable())
        return 'saved'
      },
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null
    // this browser has a dialog and does not let this page use it: a download is another way
    return asDownload
  }
}

/** Holds it where the browser sees fit, for what cannot be written as it goes. */
export async function fileOf(stream: ReadableStream<Uint8Array>, name: string, mime: string): Promise<File> {
  const blob = await new Response(stream, { headers: { 'content-type': mime } }).blob()
  return new File([blob], name, { type: mime })
}

/** Whether the system's share sheet takes such a file: there a phone saves it, or gives it to another program. */
export function canShare(name: string, mime: string): boolean {
  return navigator.canShare?.({ files: [new File([], name, { type: mime })] }) ?? false
}

/** Must be called straight from a press. Rejects where the file cannot be shared after all. */
export async function share(file: File): Promise<Exclude<Saved, 'handedOver'>> {
  try {
    await navigator.share({ files: [file] })
    return 'saved'
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return 'notSaved'
    throw error
  }
}

export function download(file: File): 'handedOver' {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = file.name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEEP_ADDRESS_MS)
  return 'handedOver'
}
