// Owns: what happens by itself during an attempt: step 1, signing this computer in, recording from entry to the end, the new
// camera part at T0, stopping at the end without any network, telling of an early end, handing in when all is safe.
// Never asks the candidate anything: presses are the pages'.
import type { AttemptView } from '@zhishi/core/contract'
import { LINES, type Line } from '@zhishi/core/recording'
import type { Refusal } from '@zhishi/core/refusal'
import type { CaptureSnapshot } from '../../capture/capture-types.ts'
import { useCallback, useEffect, useRef, useState } from 'react'
import { serverClock } from '../../client/clock.ts'
import { newCommandId, thisDevice } from '../../client/device.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { forgetPress, keepPress, keptPress, pendingFinish, type Press } from './finish.ts'
import { useCommand } from './queries.ts'
import { forgetQuestions } from './questions.ts'
import type { Stage } from './stage.ts'

/** Pause between tries of what must reach the server but was not answered. */
const REPEAT_MS = 3000

/**
 * Takes the lease of this computer, once per page life, where the server says it may and it is not taken yet.
 * @returns why it could not be taken; null: nothing went wrong
 */
export function useSignInHere(view: AttemptView): { refusal: Refusal | undefined } | null {
  const { send, failure } = useCommand(view.attemptId)
  const isTried = useRef(false)
  const gate = view.gates.find((one) => one.step === 'signIn')
  const isWanted =
    view.abilities.includes('signIn') && (view.leaseDeviceId === null || (isMine(view) && gate?.state !== 'done'))
  useEffect(() => {
    if (!isWanted || isTried.current) return
    isTried.current = true
    void send({ kind: 'signIn', deviceId: thisDevice() }).then((answer) => {
      if (!answer.ok && !answer.refusal) isTried.current = false
    })
  }, [isWanted, send])
  return failure
}

/** Who signed in here has the program: step 1 is done, once per page life. Fails silently, since nothing waits for it. */
export function useDownloaded(view: AttemptView): void {
  const { send } = useCommand(view.attemptId)
  const isTried = useRef(false)
  const gate = view.gates.find((one) => one.step === 'download')
  const isWanted = view.abilities.includes('download') && gate?.state !== 'done'
  useEffect(() => {
    if (!isWanted || isTried.current) return
    isTried.current = true
    void send({ kind: 'download' })
  }, [isWanted, send])
}

export function isMine(view: AttemptView): boolean {
  return view.leaseDeviceId === thisDevice()
}

/** Records from entry to the end. */
export function useRecording(view: AttemptView, stage: Stage): void {
  const { recorder, state } = useRecorder()
  const isInside = (stage === 'waiting' || stage === 'answering') && isMine(view)
  const isHeldElsewhere = view.leaseDeviceId !== null && !isMine(view)
  const isRecording = state.attemptId === view.attemptId && state.stage === 'open'
  const before = useRef(stage)
  const current = useRef(view)
  useEffect(() => {
    current.current = view
  }, [view])
  useEffect(() => {
    if (isInside) void recorder.record(current.current)
  }, [isInside, recorder])
  useEffect(() => {
    if (before.current === 'waiting' && stage === 'answering') void recorder.markStart()
    before.current = stage
    if (stage === 'over' || stage === 'outside' || isHeldElsewhere) void recorder.stop('finished')
  }, [stage, isHeldElsewhere, recorder])
  useEffect(() => {
    if (!isRecording) return
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [isRecording])
}

/**
 * 【结束面试】: asks the server; where it cannot be reached the end is kept here and told as soon as it can be.
 * A refusal (no early end in this sitting) changes nothing.
 */
export function useFinish(attemptId: AttemptView['attemptId']): Finishing {
  const { recorder } = useRecorder()
  const { send, isBusy, failure, clear } = useCommand(attemptId)
  const [isFinishedHere, setFinishedHere] = useState(() => pendingFinish(attemptId) !== undefined)

  const tell = useCallback(
    async (press: Press): Promise<'accepted' | 'refused' | 'unreached'> => {
      // on the disk before it is sent: a browser that dies meanwhile comes back to the end, not to the questions
      keepPress(attemptId, press)
      const answer = await send({ kind: 'finish' }, press.id)
      if (answer.ok) {
        keepPress(attemptId, { ...press, isReported: true })
        return 'accepted'
      }
      // a sign-in that has lapsed says nothing about the press: it is told once somebody has signed in again
      if (!answer.refusal || answer.refusal.code === 'signInNeeded') return 'unreached'
      forgetPress(attemptId)
      return 'refused'
    },
    [attemptId, send],
  )

  useEffect(() => {
    const press = keptPress(attemptId)
    if (!isFinishedHere || press === undefined || press.isReported) return
    let timer: ReturnType<typeof setTimeout>
    const repeat = async (): Promise<void> => {
      const outcome = await tell(press)
      if (outcome === 'refused') setFinishedHere(false)
      if (outcome === 'unreached') timer = setTimeout(() => void repeat(), REPEAT_MS)
    }
    timer = setTimeout(() => void repeat(), REPEAT_MS)
    return () => clearTimeout(timer)
  }, [attemptId, isFinishedHere, tell])

  const finish = useCallback(async () => {
    const press = { id: newCommandId(), pressedAt: serverClock.now(), isReported: false }
    if ((await tell(press)) === 'refused') return
    recorder.note({ kind: 'finish' })
    setFinishedHere(true)
  }, [recorder, tell])

  return { isFinishedHere, isBusy, refusal: failure?.refusal, finish, clear }
}

export type Finishing = {
  isFinishedHere: boolean
  isBusy: boolean
  /** the server does not let this attempt end early */
  refusal: Refusal | undefined
  finish: () => Promise<void>
  clear: () => void
}

/** Every line that has parts has a receipt for each of them. */
export function isAllSafe(uploads: CaptureSnapshot | undefined): boolean {
  return (uploads?.feeds ?? []).every((feed) => feed.parts === 0 || feed.isSealed)
}

export type HandingIn = {
  /** lines of which the server has nothing at all, as it said last; empty: it did not say so */
  missing: readonly Line[]
  /** 【仍然交卷】: the candidate has been told of it */
  handInAnyway: () => void
}

/**
 * Hands in once everything in this device's log has its receipt; repeats until the server agrees, or the candidate says
 * that what the server lacks is not to be had.
 */
export function useHandIn(view: AttemptView, stage: Stage): HandingIn {
  const { recorder, state } = useRecorder()
  const { send } = useCommand(view.attemptId)
  const [missing, setMissing] = useState<readonly Line[]>([])
  const [acceptsMissing, setAccepting] = useState(false)
  const uploads = state.uploads.find((one) => one.attemptId === view.attemptId)
  const isStopped = state.attemptId !== view.attemptId || state.stage === 'stopped' || state.stage === 'closed'
  const isReady = view.phase === 'handingIn' && stage === 'over' && isStopped && state.isLogKnown && isAllSafe(uploads)
  useEffect(() => {
    if (!isReady) return
    let timer: ReturnType<typeof setTimeout>
    let id = newCommandId()
    const repeat = async (): Promise<void> => {
      const partIds = [...recorder.partIds(view.attemptId)]
      const answer = await send({ kind: 'handIn', partIds, acceptsMissing }, id)
      if (answer.ok) return
      // a refusal was this id's answer; only a press that nobody answered is the same press
      if (answer.refusal) id = newCommandId()
      setMissing(answer.refusal?.code === 'recordingsMissing' ? linesIn(answer.refusal) : [])
      // the server lost what had receipts (it was restored): nobody but this device can tell it and send it again
      if (answer.refusal?.code === 'recordingsNotSafe') recorder.uploadNow(view.attemptId)
      timer = setTimeout(() => void repeat(), REPEAT_MS)
    }
    void repeat()
    return () => clearTimeout(timer)
  }, [acceptsMissing, isReady, recorder, send, view.attemptId])

  const isHandedIn = view.phase === 'handedIn'
  useEffect(() => {
    if (isHandedIn) forgetQuestions(view.attemptId)
  }, [isHandedIn, view.attemptId])

  return { missing, handInAnyway: () => setAccepting(true) }
}

const linesIn = ({ ids = [] }: Refusal): Line[] => LINES.filter((line) => ids.includes(line))
