// Owns: a signal as a fault, so that what a command puts away when it ends is put away then too.
// Never ends the process by itself: the command's `finally` comes first.

/** Rejects at the first signal that asks this process to end; a second one of the same kind ends it at once. */
export function interruption(): Promise<never> {
  return new Promise((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        const ended = new Error(`ended by ${signal}`)
        // where in the program is of no interest
        delete ended.stack
        reject(ended)
      })
    }
  })
}
