// Owns: in which order jobs of several askers are done: in turn, so that nobody's many keep another's one waiting; what one asker
// has running, and how much may wait. Never knows what the jobs are.

export type Waiting<Job> = { job: Job; of: string | null; turn: number }

export function createFairQueue<Job>(limits: { maxWaiting: number; maxWaitingOfOne: number }) {
  const waiting: Waiting<Job>[] = []
  const running = new Set<string>()
  /** the turn of the last one that was taken: whoever comes anew begins there */
  let served = 0

  const isFree = ({ of }: Waiting<Job>): boolean => of === null || !running.has(of)

  return {
    /** The jobs that wait, in the order in which they are taken while nothing else comes. */
    inOrder: (): readonly Job[] => waiting.map(({ job }) => job),

    /** Null: too many wait. @param of whose it is; of one asker one runs at a time. Null: of nobody, and any number may run */
    add(job: Job, of: string | null): Waiting<Job> | null {
      if (waiting.length >= limits.maxWaiting) return null
      const own = of === null ? [] : waiting.filter((one) => one.of === of)
      if (own.length >= limits.maxWaitingOfOne) return null
      const first = of !== null && running.has(of) ? served + 1 : served
      const entry = { job, of, turn: Math.max(first, ...own.map((one) => one.turn + 1)) }
      const at = waiting.findIndex(({ turn }) => turn > entry.turn)
      waiting.splice(at < 0 ? waiting.length : at, 0, entry)
      return entry
    },

    /** To the front: it was taken before and could not be done. */
    putBack(entry: Waiting<Job>): void {
      waiting.unshift(entry)
    },

    /** The next whose asker has nothing running. {@link done} must be called when it is over. */
    take(): Waiting<Job> | null {
      const at = waiting.findIndex(isFree)
      const entry = waiting[at]
      if (!entry) return null
      waiting.splice(at, 1)
      served = Math.max(served, entry.turn)
      if (entry.of !== null) running.add(entry.of)
      return entry
    },

    done({ of }: Waiting<Job>): void {
      if (of !== null) running.delete(of)
    },

    /** Whether it still waited. */
    remove(entry: Waiting<Job>): boolean {
      const at = waiting.indexOf(entry)
      if (at >= 0) waiting.splice(at, 1)
      return at >= 0
    },

    clear: (): Waiting<Job>[] => waiting.splice(0),
  }
}
