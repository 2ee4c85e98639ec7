// Owns: uploading and sealing what earlier page lives left in this device's log, without a sign-in or a recorder.
// Never records, and never keeps an attempt from the page that is about to record it.
import type { AttemptId } from '@zhishi/core/ids'
import type { Line } from '@zhishi/core/recording'
import type { OpenFailure, ResumeOptions, ResumedUploads } from './capture-types.ts'
import { openAttempt, type AttemptLines } from './line/attempt-lines.ts'
import { listLoggedAttempts } from './log/device-log.ts'

/** How long to wait before this device's log is looked through again when that failed. */
const LIST_AGAIN_MS = 1000

/** Answers at once: an attempt that is slow to open keeps nobody waiting. */
export function resumeUploads(options: ResumeOptions): ResumedUploads {
  const attempts = new Map<AttemptId, AttemptLines>()
  /** those that another part of this page has, or is about to have */
  const left = new Set<AttemptId>()
  let opening: { attemptId: AttemptId; calledOff: AbortController; done: Promise<void> } | null = null
  let elsewhere: readonly AttemptId[] = []
  let hasNews = false
  let isClosed = false
  const snapshots = () => [...attempts.values()].map((it) => it.snapshot())

  async function openAll(): Promise<void> {
    const foundElsewhere: AttemptId[] = []
    for (const { attemptId, lines } of await listPatiently()) {
      if (isClosed || left.has(attemptId) || attempts.has(attemptId)) continue
      const calledOff = new AbortController()
      // one after the other: each is three workers, and a reloaded page has its recording to begin
      const done = open(attemptId, lines, calledOff.signal)
      opening = { attemptId, calledOff, done: done.then(() => {}) }
      if ((await done) === 'openElsewhere') foundElsewhere.push(attemptId)
      opening = null
    }
    elsewhere = foundElsewhere
  }

  async function listPatiently(): ReturnType<typeof listLoggedAttempts> {
    for (;;) {
      try {
        return await listLoggedAttempts()
      } catch {
        // storage that is in the middle of being made or cleared; nobody may say meanwhile that nothing is here
        await new Promise((resolve) => setTimeout(resolve, LIST_AGAIN_MS))
      }
    }
  }

  async function open(
    attemptId: AttemptId,
    lines: readonly Line[],
    calledOff: AbortSignal,
  ): Promise<OpenFailure | undefined> {
    const opened = await openAttempt({
      attemptId,
      lines,
      grant: null,
      serverClock: options.serverClock,
      calledOff,
      onChange: () => {
        hasNews = true
      },
      onTick: () => {
        if (!hasNews) return
        hasNews = false
        options.onChange(snapshots())
      },
    })
    if (typeof opened === 'string') return calledOff.aborted ? undefined : opened
    if (calledOff.aborted) await opened.close()
    else {
      attempts.set(attemptId, opened)
      // a killed page could not give it back
      for (const line of lines) opened.line(line).reserve(0)
    }
    return undefined
  }

  const release = async (attemptId: AttemptId): Promise<void> => {
    left.add(attemptId)
    if (opening?.attemptId === attemptId) {
      opening.calledOff.abort()
      await opening.done
    }
    const attempt = attempts.get(attemptId)
    attempts.delete(attemptId)
    await attempt?.close()
  }
  let known = openAll()
  return {
    whenKnown: () => known,
    again: () => (known = known.catch(() => {}).then(openAll)),
    snapshots,
    elsewhere: () => elsewhere,
    partIds: (attemptId) => attempts.get(attemptId)?.partIds() ?? [],
    removeSealed: async (attemptId, there) => (await attempts.get(attemptId)?.removeSealed(there)) ?? 0,
    exportSource: (attemptId) => attempts.get(attemptId)?.exportSource ?? null,
    uploadNow: () => attempts.forEach((it) => it.uploadNow()),
    setGrant: (attemptId, grant) => attempts.get(attemptId)?.setGrant(grant),
    release,
    giveBack: (attemptId) => void left.delete(attemptId),
    async close() {
      isClosed = true
      await Promise.all([...attempts.keys(), ...(opening ? [opening.attemptId] : [])].map(release))
    },
  }
}
