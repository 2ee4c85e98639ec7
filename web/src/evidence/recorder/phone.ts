// Owns: this phone's one recording: binds it by a code, records from then on, stops on request, and goes on uploading
// what earlier page lives left. Outside React: a page that is drawn anew never touches a running recorder.
// Never records before the candidate has agreed, and never says "safe" of what has no receipt.
import { LINES_OF_DEVICE, STARTING_MS, type EndReason } from '@zhishi/core/recording'
import type { Refusal } from '@zhishi/core/refusal'
import type { Instant } from '@zhishi/core/time'
import type { Acquired, Capture, CaptureSnapshot, FeedSnapshot, OpenFailure } from '../../capture/capture-types.ts'
import type { ExportSource } from '../../capture/export/export-file.ts'
import { createDeviceRecording } from '../../capture/device-recording.ts'
import { call } from '../../client/call.ts'
import { serverClock } from '../../client/clock.ts'
import { thisDevice } from '../../client/device.ts'
import { isClosed, isOver, keepBinding, recallBinding, type Binding } from '../binding.ts'
import { noteRecording } from '../spans.ts'
import { createAwake } from './awake.ts'
import { CAUSES, openFront, stopMedia, type CameraProblem } from './camera.ts'
import { createSiren } from './siren.ts'

export type PhoneState = {
  /** a code that waits for the candidate's consent */
  code: string | null
  /** what was typed, scanned or linked and is no code of the server's: it stays to be corrected */
  refusedCode: string | null
  /** another code is wanted, although this phone is bound */
  isScanning: boolean
  binding: Binding | null
  stage: 'idle' | 'starting' | 'recording' | 'stopped'
  cameraProblem: CameraProblem | null
  /** the durable log could not be opened: nothing can be recorded here */
  openFailure: OpenFailure | null
  /** why the code was not taken; `refusal` undefined: the server was not reached */
  bindFailure: { refusal: Refusal | undefined } | null
  isScreenKept: boolean
  isServerReachable: boolean
  /** this phone's log has been looked through: what `uploads` does not name is not here */
  isLogKnown: boolean
  /** every attempt with parts in this phone's log */
  uploads: readonly CaptureSnapshot[]
}
export type Phone = ReturnType<typeof createPhone>

/** How often the phone asks what has become of its attempt: a replaced phone should not film for long. */
const ASK_EVERY_MS = 5000
/** The time on the recording page runs in whole seconds. */
const SPAN_STEP_MS = 1000
/** Longer than an answer takes on a slow line, and a gap nobody minds after a crash. */
const ASK_PATIENCE_MS = 3000

export function createPhone(code: string | null) {
  const device = createDeviceRecording({
    serverClock,
    lines: LINES_OF_DEVICE.phone,
    acquire: { evidence: reopen },
    onChange: redraw,
  })
  let isBinding = false
  let isResuming = false
  let wasRecording = false
  const siren = createSiren()
  const awake = createAwake(() => set({ isScreenKept: awake.isKept() }))
  const listeners = new Set<() => void>()
  let state: PhoneState = {
    code,
    refusedCode: null,
    isScanning: false,
    binding: recallBinding(),
    stage: 'idle',
    cameraProblem: null,
    openFailure: null,
    bindFailure: null,
    isScreenKept: true,
    isServerReachable: true,
    isLogKnown: false,
    uploads: [],
  }

  function set(change: Partial<PhoneState>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  function setBinding(change: Partial<Binding>): void {
    if (!state.binding) return
    const binding = { ...state.binding, ...change }
    keepBinding(binding)
    set({ binding })
  }

  function redraw(): void {
    const uploads = device.uploads()
    set({ uploads, isServerReachable: uploads.every((one) => one.isServerReachable) })
    const evidence = device
      .capture()
      ?.snapshot()
      .feeds.find((feed) => feed.line === 'evidence')
    const isRecording = evidence !== undefined && evidence.recordingSince !== null
    if (state.stage === 'starting' && evidence && (isRecording || isMissing(evidence))) set({ stage: 'recording' })
    if (isRecording && state.binding) noteSpan(state.binding, !wasRecording)
    wasRecording = isRecording
  }

  /** A start that takes long is an alarm, and a page of its own says so. */
  function isMissing({ missingSince }: FeedSnapshot): boolean {
    return missingSince !== null && serverClock.now() - missingSince >= STARTING_MS
  }

  /** Each kept change is a flush of the phone's disk, so one a second. */
  function noteSpan({ spans }: Binding, isNew: boolean): void {
    const now = serverClock.now()
    if (isNew || now - (spans.at(-1)?.toAt ?? 0) >= SPAN_STEP_MS)
      setBinding({ spans: noteRecording(spans, now, isNew) })
  }

  /**
   * Records the bound attempt from now on: opens its log, which another tab may hold, then the front camera, both for as
   * long as it takes. What goes wrong shows in the state and is tried again until the recording is stopped.
   * @param media the front camera where it is open already
   */
  async function record(binding: Binding, media: MediaStream | null): Promise<void> {
    const dueSince = serverClock.now()
    set({ stage: 'starting', openFailure: null, cameraProblem: null })
    setBinding({ isStopped: false, stoppedEarlyAt: null })
    wasRecording = false
    let isFilming = false
    await device.record({
      attemptId: binding.view.attemptId,
      grant: binding.grant,
      bitsPerSecond: { evidence: binding.view.bitsPerSecond },
      onOpen(capture) {
        isFilming = true
        film(capture, media, dueSince)
      },
      onFailure: (openFailure) => set({ stage: 'idle', openFailure }),
    })
    if (media && !isFilming) stopMedia(media)
  }

  function film(own: Capture, media: MediaStream | null, dueSince: Instant): void {
    set({ stage: 'starting', openFailure: null })
    if (media) void own.start('evidence', media)
    own.due('evidence', dueSince)
    void awake.keep()
    // asks the browser not to clear the log when the phone runs short; it may say no
    navigator.storage.persist().catch(() => {})
    redraw()
  }

  async function resume(): Promise<void> {
    await device.resume()
    set({ isLogKnown: true })
  }

  async function reopen(): Promise<Acquired> {
    const camera = await openFront()
    set({ cameraProblem: camera.ok ? null : camera.problem })
    return camera.ok ? camera : { ok: false, cause: CAUSES[camera.problem] }
  }

  /** A wrong code is told before the candidate reads the notice and agrees; what nobody answers is tried at the press. */
  async function check(given: string): Promise<void> {
    const answer = await call('checkBindingCode', { body: { code: given, deviceId: thisDevice() } })
    if (state.code !== given || isBinding || answer.ok || !answer.refusal) return
    set({ bindFailure: { refusal: answer.refusal }, ...backTo(given, answer.refusal) })
  }

  /** A code that is none goes back to where it was typed; one that has to wait stays. */
  function backTo(
    given: string,
    refusal: Refusal | undefined,
  ): Pick<PhoneState, 'code' | 'refusedCode' | 'isScanning'> {
    const isDead = refusal?.code === 'codeRefused'
    return isDead
      ? { code: null, refusedCode: given, isScanning: true }
      : { code: given, refusedCode: null, isScanning: state.isScanning }
  }

  async function bind(used: string): Promise<void> {
    set({ stage: 'starting', bindFailure: null, cameraProblem: null })
    // the camera first: a code must not be used up by a phone that cannot film
    const camera = await openFront()
    if (!camera.ok) return set({ stage: 'idle', cameraProblem: camera.problem })
    const answer = await call('bindEvidence', { body: { code: used, deviceId: thisDevice() } })
    if (!answer.ok) {
      stopMedia(camera.media)
      return set({ stage: 'idle', bindFailure: { refusal: answer.refusal }, ...backTo(used, answer.refusal) })
    }
    const { grant, evidence: view } = answer.value
    const before = state.binding?.view.attemptId === view.attemptId ? state.binding.spans : []
    const binding: Binding = { grant, view, guide: 'sweep', isStopped: false, stoppedEarlyAt: null, spans: before }
    keepBinding(binding)
    set({ binding, code: null, isScanning: false })
    await record(binding, camera.media)
    device.capture()?.journal.note({ kind: 'phaseMark', phase: 'sweepStarted' })
  }

  async function end(reason: EndReason): Promise<void> {
    if (!device.isWanted()) return
    void device.callOff()
    set({ stage: 'stopped', openFailure: null })
    const now = serverClock.now()
    const isEarly = reason === 'finished' && state.binding !== null && !isOver(state.binding, now)
    setBinding({ isStopped: true, stoppedEarlyAt: isEarly ? now : null })
    siren.sound(false)
    awake.letGo()
    await device.capture()?.stop(reason)
    redraw()
  }

  /** What has become of the attempt; a phone that may begin no new part stops filming by itself. */
  async function ask(): Promise<void> {
    const { binding } = state
    if (!binding) return
    const answer = await call('readEvidence', { grant: binding.grant })
    if (!answer.ok || state.binding?.grant !== binding.grant) return
    setBinding({ view: answer.value })
    await tellSweep()
    if (answer.value.isReplaced) await end('deviceSwitched')
    else if (isClosed(answer.value.phase)) await end('finished')
  }

  /** The sweep is done here, and the server has not heard of it: until it has, the computer cannot go on (step 5). */
  async function tellSweep(): Promise<void> {
    const { binding } = state
    if (!binding || binding.guide === 'sweep' || binding.view.isSwept) return
    const answer = await call('finishSweep', { grant: binding.grant, body: {} })
    if (answer.ok && state.binding?.grant === binding.grant) setBinding({ view: answer.value })
  }

  /** A log that another tab held, or that a busy phone did not open in time, is asked for again. */
  async function resumeMissing(): Promise<void> {
    const attemptId = state.binding?.view.attemptId
    const isHeld = device.isWanted() || state.uploads.some((one) => one.attemptId === attemptId)
    if (!state.isLogKnown || attemptId === undefined || isHeld || isResuming) return
    isResuming = true
    await resume()
    isResuming = false
  }
  setInterval(() => {
    void ask()
    void resumeMissing()
  }, ASK_EVERY_MS)

  return {
    /** For `useSyncExternalStore`. */
    read: (): PhoneState => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    /**
     * Goes on with what earlier page lives left: uploads at once, and recording where it was not stopped on purpose
     * and the interview is not over.
     */
    async begin(): Promise<void> {
      void resume()
      if (state.code !== null) void check(state.code)
      // what was bound meanwhile, or has ended, is known first; without the network recording goes on all the same
      await Promise.race([ask(), new Promise((resolve) => setTimeout(resolve, ASK_PATIENCE_MS))])
      const { binding } = state
      if (state.code !== null || !binding || binding.isStopped || binding.view.isReplaced) return
      if (!isOver(binding, serverClock.now())) await record(binding, null)
    },

    /** A code was scanned, typed, or came with a link; null: the candidate does not want it. */
    offer(next: string | null): void {
      set({ code: next, refusedCode: null, isScanning: false, bindFailure: null, cameraProblem: null })
      if (next !== null) void check(next)
    },

    /** This phone is to be bound anew. */
    scan: (): void => set({ isScanning: true }),

    /** 同意并开始录制: must be called straight from the press. */
    async agree(): Promise<void> {
      siren.prime()
      if (state.code === null || isBinding) return
      isBinding = true
      await bind(state.code)
      isBinding = false
    },

    /** Records again, as a new part: after a crash, or after a stop. Where it is to be recorded now: tries at once. */
    async goOn(): Promise<void> {
      siren.prime()
      if (!device.isWanted() && state.binding) return record(state.binding, null)
      set({ cameraProblem: null })
      device.retry()
    },

    /** The sweep is done, or is to be done again; the phone stands where it should. */
    guideTo(guide: Binding['guide']): void {
      const phase = { sweep: 'sweepStarted', placement: 'sweepDone', done: 'placed' }[guide]
      device.capture()?.journal.note({ kind: 'phaseMark', phase })
      setBinding({ guide })
      void tellSweep()
    },

    stop: (): Promise<void> => end('finished'),
    /** A fault is on the screen: it must be heard too. */
    warn: (isOn: boolean): void => siren.sound(isOn),
    media: (): MediaStream | null => device.capture()?.media('evidence') ?? null,

    /** What this phone holds of its attempt, for an export file; null: nothing, or another tab has it. */
    exportSource(): ExportSource | null {
      const attemptId = state.binding?.view.attemptId
      return attemptId === undefined ? null : device.exportSource(attemptId)
    },

    /** The retry button: tries everything at once. */
    uploadNow: (): void => device.uploadNow(),
  }
}
