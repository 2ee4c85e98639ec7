// Owns: the order of the checks of step 2 and what is known of each; opens camera and microphone only while they run.
// Never sends anything: the page does, when the candidate says so.
import { useCallback, useEffect, useRef, useState } from 'react'
import { openCamera, stopMedia, type MediaProblem } from '../recorder/media.ts'
import { CHECKS, judge, type Check, type Found, type Judged } from './checks.ts'
import {
  findBattery,
  findBrowser,
  findDisk,
  findDisplay,
  findLoudest,
  measureFrames,
  findRates,
  listenTo,
  recordShort,
} from './run.ts'

export type Checks = {
  judged: Partial<Record<Check, Judged>>
  running: Check | null
  media: MediaStream | null
  /** loudness now, while the microphone is checked */
  level: (() => number) | null
  /** address of the short recording that waits for the candidate's word */
  playback: string | null
  /** whether the candidate saw and heard it */
  confirm: (isConfirmed: boolean) => void
  run: (checks?: readonly Check[]) => Promise<void>
}

export function useChecks(): Checks {
  const [judged, setJudged] = useState<Checks['judged']>({})
  const [running, setRunning] = useState<Check | null>(null)
  const [media, setMedia] = useState<MediaStream | null>(null)
  const [level, setLevel] = useState<Checks['level']>(null)
  const [playback, setPlayback] = useState<string | null>(null)
  const held = useRef<MediaStream | null>(null)
  const answer = useRef<((isConfirmed: boolean) => void) | null>(null)
  const isLeft = useRef(false)

  const letGo = useCallback(() => {
    if (held.current) stopMedia(held.current)
    held.current = null
    setMedia(null)
  }, [])
  useEffect(() => {
    isLeft.current = false
    return () => {
      isLeft.current = true
      answer.current?.(false)
      letGo()
    }
  }, [letGo])

  const open = async (): Promise<MediaStream | { problem: MediaProblem }> => {
    if (held.current) return held.current
    const opened = await openCamera()
    if (!opened.ok) return { problem: opened.problem }
    if (isLeft.current) stopMedia(opened.media)
    else held.current = opened.media
    setMedia(opened.media)
    return opened.media
  }

  const find: { [C in Check]: () => Promise<Found[C]> | Found[C] } = {
    browser: findBrowser,
    async camera() {
      const opened = await open()
      return 'problem' in opened ? opened : measureFrames(opened)
    },
    async microphone() {
      const opened = await open()
      if ('problem' in opened) return opened
      const listening = listenTo(opened)
      setLevel(() => listening.level)
      const loudest = await findLoudest(listening)
      setLevel(null)
      await listening.stop()
      return { loudest }
    },
    async recording() {
      const opened = await open()
      if ('problem' in opened) return opened
      const recording = await recordShort(opened)
      if (recording.size === 0 || isLeft.current) return { bytes: recording.size, isConfirmed: false }
      const address = URL.createObjectURL(recording)
      setPlayback(address)
      const isConfirmed = await new Promise<boolean>((done) => (answer.current = done))
      answer.current = null
      setPlayback(null)
      URL.revokeObjectURL(address)
      return { bytes: recording.size, isConfirmed }
    },
    network: findRates,
    disk: findDisk,
    battery: findBattery,
    display: findDisplay,
  }

  const run = async (checks: readonly Check[] = CHECKS): Promise<void> => {
    if (running !== null) return
    setJudged((before) =>
      Object.fromEntries(Object.entries(before).filter(([check]) => !checks.includes(check as Check))),
    )
    for (const check of checks) {
      if (isLeft.current) return
      setRunning(check)
      const one = judge(check, await find[check]())
      setJudged((before) => ({ ...before, [check]: one }))
      const stillNeeded = checks.slice(checks.indexOf(check) + 1).some((later) => USES_MEDIA.has(later))
      if (!stillNeeded) letGo()
    }
    setRunning(null)
  }

  return { judged, running, media, level, playback, confirm: (it) => answer.current?.(it), run }
}

const USES_MEDIA = new Set<Check>(['camera', 'microphone', 'recording'])
