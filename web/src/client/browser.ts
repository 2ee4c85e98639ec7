// Owns: what this browser can do, as far as a page must know: record, and keep what it recorded.
// Never asks a browser's name: a chat program's own browser is known by it (in-app.ts), and is shown the way out.
/** Whether the browser writes a format of ours. */
export function canRecord(): boolean {
  const recorder = globalThis.MediaRecorder as typeof MediaRecorder | undefined
  return (
    recorder !== undefined && ['video/webm;codecs=vp9,opus', 'video/mp4'].some((mime) => recorder.isTypeSupported(mime))
  )
}

/** Whether recordings can be kept on this device while the network is away. */
export function canKeep(): boolean {
  const hasFiles = Boolean((navigator.storage as StorageManager | undefined)?.getDirectory)
  // where there are no files of its own, or a private window refuses them, the log is kept in IndexedDB (capture/log/device-log.ts)
  return Boolean(globalThis.Worker) && (hasFiles || Boolean(globalThis.indexedDB))
}

/** Opening takes milliseconds; a browser whose storage hangs will not keep a recording either. */
const STORAGE_PATIENCE_MS = 3000

/**
 * Whether what is kept here outlives the window. A browser that has files of its own and refuses this page their directory, or
 * opens no database, is in a private window or keeps nothing for this site. Chromium's private windows do not tell.
 */
export function outlivesWindow(): Promise<boolean> {
  const patience = new Promise<boolean>((resolve) => setTimeout(resolve, STORAGE_PATIENCE_MS, false))
  return Promise.race([opensStorage().catch(() => false), patience])
}

async function opensStorage(): Promise<boolean> {
  await (navigator.storage as StorageManager | undefined)?.getDirectory?.()
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('zhishi-probe')
    opening.onerror = () => reject(opening.error ?? new Error('no database'))
    opening.onsuccess = () => {
      opening.result.close()
      indexedDB.deleteDatabase('zhishi-probe')
      resolve(true)
    }
  })
}
