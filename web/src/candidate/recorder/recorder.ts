// Owns: this page's one recording: opens capture for an attempt, starts, switches and stops its feeds, and knows the
// uploads that earlier page lives left. Outside React: a page that is drawn anew never touches a running recorder.
// Never decides when: the attempt's schedule and the candidate's presses do.
import type { AttemptView } from '@zhishi/core/contract'
import type { AttemptId, PartId } from '@zhishi/core/ids'
import { LINES_OF_DEVICE, type EndReason, type JournalBody, type NoticeKind } from '@zhishi/core/recording'
import type { Refusal } from '@zhishi/core/refusal'
import type { Instant } from '@zhishi/core/time'
import type { Acquired, Capture, CaptureSnapshot, OpenFailure } from '../../capture/capture-types.ts'
import type { ExportSource } from '../../capture/export/export-file.ts'
import type { SealedThere } from '../../capture/export/line-export.ts'
import { createDeviceRecording } from '../../capture/device-recording.ts'
import { call } from '../../client/call.ts'
import { serverClock } from '../../client/clock.ts'
import { thisDevice } from '../../client/device.ts'
import {
  CAUSES,
  openCamera,
  openCameraUnasked,
  openCameraWithin,
  stopMedia,
  type DeviceChoice,
  type MediaProblem,
  type MediaResult,
} from './media.ts'

export type RecorderState = {
  attemptId: AttemptId | null
  stage: 'closed' | 'opening' | 'open' | 'stopping' | 'stopped'
  /** since when camera and screen of the attempt are to be recorded; null: they are not */
  dueSince: Instant | null
  /** the durable log could not be opened: nothing can be recorded here */
  openFailure: OpenFailure | null
  /** the server does not let this device record this attempt */
  refusal: Refusal | null
  cameraProblem: MediaProblem | null
  /** what the journal has of the candidate's attention while the screen was recorded, and was not yet read */
  noticed: Noticed | null
  /** this device's log has been looked through: what `uploads` does not name is not here */
  isLogKnown: boolean
  /** every attempt with parts in this device's log: the open one first */
  uploads: readonly CaptureSnapshot[]
  /** attempts in this device's log that another page of this browser had open when this one began */
  elsewhere: readonly AttemptId[]
}

/** `count`: absences in this page life; one that hides the page and takes the focus is one. */
export type Noticed = { notice: NoticeKind; at: number; count: number }

export type Recorder = ReturnType<typeof createRecorder>
export type HeldMedia = { camera?: MediaStream; screen?: MediaStream }

/** What one leaving of the page brings comes together: hidden, without focus, out of full screen. */
const TOGETHER_MS = 1000

/** A camera that does not answer for so long is said to be busy; a busy computer needs half of it to open one. */
const SWITCH_PATIENCE_MS = 20_000

/** How long to wait before asking for a grant again: the server was just not reached. */
const ASK_AGAIN_MS = 3000

export function createRecorder() {
  const device = createDeviceRecording({
    serverClock,
    lines: LINES_OF_DEVICE.computer,
    acquire: { camera: reopenCamera },
    onChange: redraw,
    onNotice: notice,
  })
  /** the camera, asked for while the log is being opened */
  let firstCamera: Promise<MediaResult> | null = null
  let held: HeldMedia = {}
  /** what happened while capture was being opened: after a reload the questions are there before it is */
  let early: { body: JournalBody; at: Instant }[] = []
  /** attempts for which a grant is being asked */
  const asking = new Set<AttemptId>()
  let absences = { count: 0, lastAt: -Infinity }
  let state: RecorderState = {
    attemptId: null,
    stage: 'closed',
    dueSince: null,
    openFailure: null,
    refusal: null,
    cameraProblem: null,
    noticed: null,
    isLogKnown: false,
    uploads: [],
    elsewhere: [],
  }
  const listeners = new Set<() => void>()

  function set(change: Partial<RecorderState>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  function redraw(): void {
    set({ uploads: device.uploads(), elsewhere: device.elsewhere() })
    const own = device.capture()?.snapshot()
    const isGrantRefused = own?.feeds.some((feed) => feed.fault === 'grantRefused') === true
    if (own && isGrantRefused && state.refusal === null) void renewGrant(own.attemptId)
  }

  /** Not while the screen is being chosen: the browser's own window takes the focus then. */
  function notice(kind: NoticeKind): void {
    if (device.capture()?.media('screen') === null) return
    const at = serverClock.now()
    if (at - absences.lastAt > TOGETHER_MS) absences = { count: absences.count + 1, lastAt: at }
    set({ noticed: { notice: kind, at, count: absences.count } })
  }

  /** Gives the open capture what is due, and what a press has opened meanwhile. */
  function startFeeds(own: Capture): void {
    if (held.camera) dropFirstCamera()
    for (const feed of ['camera', 'screen'] as const) {
      const media = held[feed]
      if (media) void own.start(feed, media)
    }
    held = {}
    for (const feed of ['camera', 'screen'] as const) own.due(feed, state.dueSince ?? serverClock.now())
    set({ stage: 'open' })
    redraw()
  }

  function drop(): void {
    for (const media of Object.values(held)) stopMedia(media)
    held = {}
  }

  /** Opens the log of the attempt, however long that takes, while it is wanted. */
  async function open(view: AttemptView): Promise<void> {
    // on a busy computer the camera and the log need their seconds beside each other
    firstCamera ??= held.camera ? null : openCamera()
    set({ stage: 'opening', openFailure: null, refusal: null, cameraProblem: null })
    await device.record({
      attemptId: view.attemptId,
      // recording never waits for the network: the log's own grant serves, else bytes stay there until one comes
      grant: null,
      bitsPerSecond: { camera: view.recording.cameraBitsPerSecond, screen: view.recording.screenBitsPerSecond },
      onOpen: (capture) => begin(capture, view),
      onFailure: (openFailure) => set({ stage: 'closed', openFailure }),
    })
  }

  function begin(own: Capture, view: AttemptView): void {
    set({ openFailure: null })
    // asks the browser not to clear log and device store when the disk runs short; it may say no
    navigator.storage.persist().catch(() => {})
    // each page life says where in the interview it began to record: after entering, or after coming back
    const { startsAt } = view.schedule
    const hasBegun = startsAt !== null && serverClock.now() >= startsAt
    own.journal.note({ kind: 'phaseMark', phase: hasBegun ? 'answering' : 'waiting' })
    for (const { body, at } of early) own.journal.note(body, at)
    early = []
    startFeeds(own)
    void renewGrant(view.attemptId)
  }

  /** The camera is not wanted any more, though the browser may still be about to give it. */
  function dropFirstCamera(): void {
    void firstCamera?.then((opened) => opened.ok && stopMedia(opened.media))
    firstCamera = null
  }

  async function reopenCamera(): Promise<Acquired> {
    const first = firstCamera
    firstCamera = null
    const opened = await (first ?? openCameraUnasked(state.cameraProblem))
    set({ cameraProblem: opened.ok ? null : opened.problem })
    return opened.ok ? opened : { ok: false, cause: CAUSES[opened.problem] }
  }

  async function askGrant(attemptId: AttemptId): Promise<string | undefined> {
    const answer = await call('issueGrant', {
      params: { attemptId },
      body: { deviceId: thisDevice(), kind: 'computer' },
    })
    if (answer.ok) return answer.value.grant
    // a lapsed sign-in says nothing about this device: its log has a grant of its own, and somebody will sign in again
    if (answer.refusal && answer.refusal.code !== 'signInNeeded') set({ refusal: answer.refusal })
    return undefined
  }

  /** Asks until the server has answered; a refusal is an answer, and shown. */
  async function renewGrant(attemptId: AttemptId): Promise<void> {
    if (asking.has(attemptId)) return
    asking.add(attemptId)
    let grant = await askGrant(attemptId)
    while (grant === undefined && state.refusal === null) {
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
      grant = await askGrant(attemptId)
    }
    asking.delete(attemptId)
    if (grant === undefined) return
    device.setGrant(attemptId, grant)
  }

  return {
    /** For `useSyncExternalStore`. */
    read: (): RecorderState => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    /** Goes on with what earlier page lives left to upload, signed in or not. */
    async resume(): Promise<void> {
      await device.resume()
      set({ isLogKnown: true })
    },

    /** Takes media that a press has just opened, for the next `record`; they are the recorder's from here. */
    hold(media: HeldMedia): void {
      drop()
      held = media
    },
    drop,

    /**
     * Records the attempt from now on: with the held media, else with a camera that it opens itself. Whatever goes wrong is
     * tried again until `stop`, and shows in the state. Repeating it only takes what is held meanwhile.
     */
    async record(view: AttemptView): Promise<void> {
      const isNew = state.attemptId !== view.attemptId || state.dueSince === null
      if (isNew) {
        set({ attemptId: view.attemptId, dueSince: serverClock.now() })
        await open(view)
        return
      }
      const capture = device.capture()
      if (capture) startFeeds(capture)
      else device.retry()
    },

    /** The one button against everything that is not recorded: tries anew at once. */
    retry(): void {
      if (state.dueSince === null) return
      set({ cameraProblem: null })
      device.retry()
    },

    /** Goes on with another camera or microphone in a new part, without a gap. @returns what went wrong, or null */
    async switchTo(choice: DeviceChoice): Promise<MediaProblem | null> {
      const opened = await openCameraWithin(SWITCH_PATIENCE_MS, choice)
      if (!opened.ok) return opened.problem
      const isRecorded = (await device.capture()?.start('camera', opened.media)) ?? false
      if (!device.capture()) stopMedia(opened.media)
      set({ cameraProblem: null })
      redraw()
      return isRecorded ? null : 'cameraBusy'
    },

    /** At T0 the camera goes on in a new part, so that the examiner's file begins there. */
    async markStart(): Promise<void> {
      const capture = device.capture()
      capture?.journal.note({ kind: 'phaseMark', phase: 'answering' })
      await capture?.rotate('camera', 'answeringStarted')
    },

    /** Ends every part; uploading and sealing go on. */
    async stop(reason: EndReason): Promise<void> {
      const open = device.capture()
      const wasDue = state.dueSince !== null
      set({ dueSince: null })
      const calledOff = device.callOff()
      drop()
      dropFirstCamera()
      if (!open) {
        if (!wasDue) return
        // what was recorded before is not to be overlooked while its log is between two hands
        set({ stage: 'closed', openFailure: null, isLogKnown: false })
        await calledOff
        return set({ isLogKnown: true, uploads: device.uploads() })
      }
      if (state.stage !== 'open') return
      open.journal.note({ kind: 'phaseMark', phase: 'handingIn' })
      set({ stage: 'stopping' })
      await open.stop(reason)
      if (device.capture() === open) set({ stage: 'stopped' })
      redraw()
    },

    note(body: JournalBody): void {
      const capture = device.capture()
      if (capture) capture.journal.note(body)
      else early.push({ body, at: serverClock.now() })
    },

    /** The candidate has read what was noticed. */
    clearNoticed: (): void => set({ noticed: null }),

    cameraMedia: (): MediaStream | null => device.capture()?.media('camera') ?? null,
    loudness: (): number => device.capture()?.audioLevel('camera') ?? 0,

    partIds: (attemptId: AttemptId): readonly PartId[] => device.partIds(attemptId),

    /** What this page holds of an attempt, for an export file; null: nothing. */
    exportSource: (attemptId: AttemptId): ExportSource | null => device.exportSource(attemptId),

    /** Removes this computer's copies of what the server has sealed alike. @returns bytes that are free now */
    async removeSealed(attemptId: AttemptId, there: readonly SealedThere[]): Promise<number> {
      const freed = await device.removeSealed(attemptId, there)
      redraw()
      return freed
    },

    /** The retry button: tries everything at once, and what was refused with a new grant. */
    uploadNow(attemptId: AttemptId): void {
      set({ refusal: null })
      device.uploadNow()
      const feeds = state.uploads.find((one) => one.attemptId === attemptId)?.feeds
      if (feeds?.some((feed) => feed.fault === 'grantRefused')) void renewGrant(attemptId)
    },
  }
}
