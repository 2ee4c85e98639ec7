// Owns: waiting in a worker, where a hidden page's timers are not slowed down to once a minute.
// Never knows what it waits for.
/// <reference lib="webworker" />
declare const self: DedicatedWorkerGlobalScope

const timers = new Map<number, ReturnType<typeof setTimeout>>()

self.onmessage = ({ data }: MessageEvent<{ id: number; afterMs: number | null }>) => {
  clearTimeout(timers.get(data.id))
  timers.delete(data.id)
  if (data.afterMs === null) return
  timers.set(
    data.id,
    setTimeout(() => {
      timers.delete(data.id)
      self.postMessage(data.id)
    }, data.afterMs),
  )
}

export {}
