// Owns: writing into the journal how far this device's clock is from the server's: at the start, whenever one of them
// was moved, and when a guess became certain.
// Never corrects anything: parts carry server time, and the device's wall clock is nobody's deadline.
import type { JournalBody } from '@zhishi/core/recording'
import type { ServerClock } from '../../client/server-clock.ts'

/** Smaller changes are drift and round trips; a quarter of a second is what two recordings of one scene show. */
const MOVED_MS = 250

export type ClockMonitorPorts = {
  serverClock: ServerClock
  /** the device's wall clock, epoch milliseconds */
  wall: () => number
  note: (body: JournalBody) => void
}

/** @returns looks again; to be called by the ticks of a worker */
export function monitorClock({ serverClock, wall, note }: ClockMonitorPorts): () => void {
  let noted: { offsetMs: number; isGuess: boolean } | null = null
  return () => {
    if (serverClock.best() === null) return
    const errorMs = serverClock.errorMs()
    const offsetMs = Math.round(serverClock.now() - wall())
    const isGuess = errorMs === null
    const hasMoved = noted === null || Math.abs(offsetMs - noted.offsetMs) > MOVED_MS
    if (!hasMoved && noted?.isGuess === isGuess) return
    noted = { offsetMs, isGuess }
    note({ kind: 'clockOffset', offsetMs, errorMs })
  }
}
