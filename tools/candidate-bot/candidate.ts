// Owns: one candidate without a browser, over the real protocol, from sign-in to hand-in: which request comes when.
// What is to be done it reads from the gates that the server sends. Never asks anything a page could not ask.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AttachmentView, AttemptView, BindingCode, HelpMessage, Me, PackView } from '@zhishi/core/contract'
import { attemptId, deviceId } from '@zhishi/core/ids'
import { isFinal, type Command, type Step } from '@zhishi/core/process'
import { deedsOf, type Behaviour, type Hands } from './behaviours.ts'
import { createCaller } from './caller.ts'
import { loadClip, type Face } from './clips.ts'
import { createDevice, type Device } from './device.ts'
import { showFace } from './identity.ts'
import { awaitQuestions, type Questions } from './questions.ts'

/** A candidate and what it will do. */
export type Seat = {
  number: string
  personalCode: string
  behaviour: Behaviour
  /** without one it asks for the key */
  hasSocket: boolean
  face: Face
  /** asks for a person at once, where a face is asked for */
  isShyOfFaceLogin: boolean
  /** after T0; null: answers until the end */
  finishesAfterMs: number | null
}

export type World = {
  url: string
  /** stands in the questions */
  planted: string
  /** see `deedsOf` */
  pace: number
  signal: AbortSignal
  /** told of everything the seat does that somebody who watches could look for */
  tell: (number: string, says: { zh: string; en: string }) => void
}

/** How often a bot that waits for somebody, or for its own uploads, looks again. */
const CHECK_EVERY_MS = 500
/** A page that is reloaded is back after about so long. */
const RELOAD_MS = 2000

export function createCandidate(seat: Seat, world: World) {
  const { signal } = world
  const caller = createCaller({ url: world.url, side: 'candidate', deviceId: deviceId.parse(randomUUID()), signal })
  let attempt: AttemptView
  let pack: PackView
  let questions: Questions | undefined
  let computer: Device | undefined
  let phone: Device | undefined
  /** a device that is refused for good ends its candidate */
  const refused = Promise.withResolvers<never>()
  refused.promise.catch(() => {})

  const path = (rest: string): string => `/api/attempts/${attempt.attemptId}${rest}`
  const command = async (it: Command): Promise<void> => {
    attempt = await caller.command(attempt.attemptId, it)
  }
  const look = async (): Promise<void> => {
    attempt = await caller.askUntilHeard<AttemptView>(path(''))
    // missed, or ended by a person: nothing that is waited for comes any more
    if (isFinal(attempt.phase)) throw new Error(`the attempt is ${attempt.phase}`)
  }
  const isOpen = (step: Step): boolean => attempt.gates.some((gate) => gate.step === step && gate.state === 'open')
  const isConfirmed = (): boolean => attempt.gates.some((gate) => gate.step === 'signIn' && gate.state === 'done')
  const pause = (ms: number): Promise<unknown> => sleep(ms, null, { signal })
  const until = (at: number): Promise<unknown> => pause(Math.max(0, at - Date.now()))
  const lookUntil = async (holds: () => boolean): Promise<void> => {
    for (; !holds(); await look()) await pause(CHECK_EVERY_MS)
  }
  const startsAt = (): number => attempt.schedule.startsAt ?? Date.now()

  function open(grant: string): Device {
    const device = createDevice({ url: world.url, grant, signal })
    device.run().catch(refused.reject)
    return device
  }

  /** Step 3: the person, this computer, and who it is; then the questions, still closed. */
  async function arrive(): Promise<void> {
    const { number, personalCode } = seat
    const me = await caller.ask<Extract<Me, { role: 'candidate' }>>('/api/sign-in', {
      number,
      personalCode,
      deviceId: caller.deviceId,
    })
    const id = attemptId.parse(me.attemptIds[0])
    attempt = await caller.command(id, { kind: 'signIn', deviceId: caller.deviceId })
    if (!isConfirmed()) await identify()
    pack = await caller.askUntilHeard<PackView>(path('/pack'))
  }

  async function identify(): Promise<void> {
    await command({ kind: 'consent' })
    const wantsPerson = seat.isShyOfFaceLogin || (await showFace(caller, path(''), seat.face)) === 'person'
    if (wantsPerson) {
      await command({ kind: 'askForPerson' })
      world.tell(seat.number, { zh: '请监督员人工确认身份', en: 'asks for a proctor to confirm who it is' })
    }
    await look()
    await lookUntil(isConfirmed)
  }

  /** Steps 4 to 7. */
  async function prepare(): Promise<void> {
    if (isOpen('briefing')) await command({ kind: 'confirmBriefing' })
    if (isOpen('evidence')) await bindPhone()
    if (isOpen('draw')) await command({ kind: 'drawLot' })
    if (!isOpen('attachments')) return
    await command({ kind: 'openAttachments' })
    const all = await caller.askUntilHeard<AttachmentView[]>(path('/attachments'))
    for (const { number } of all) await caller.askUntilHeard(path(`/attachments/${number}`))
    await command({ kind: 'confirmAttachments' })
  }

  async function bindPhone(): Promise<void> {
    const { code } = await caller.askUntilHeard<BindingCode>(path('/evidence-code'), {})
    const asked = { code, deviceId: deviceId.parse(randomUUID()) }
    const { grant } = await caller.askUntilHeard<{ grant: string }>('/api/evidence/bindings', asked)
    phone = open(grant)
    phone.begin('journal', null)
    phone.begin('evidence', await loadClip('evidence', seat.face))
    await lookUntil(() => attempt.evidence?.receivedAt != null)
    const boundAt = attempt.evidence?.boundAt ?? 0
    await lookUntil(() => attempt.serverNow >= boundAt + attempt.sweepMs)
    phone.write({ kind: 'phaseMark', phase: 'sweepDone' })
    await phone.finishSweep()
    await look()
  }

  async function enter(): Promise<void> {
    await lookUntil(() => attempt.abilities.includes('enter'))
    await command({ kind: 'enter', displays: 1, displaySurface: 'monitor' })
  }

  /** Steps 8 to 10, up to the countdown. */
  async function record(): Promise<Device> {
    const { grant } = await caller.askUntilHeard<{ grant: string }>(path('/grants'), {
      deviceId: caller.deviceId,
      kind: 'computer',
    })
    computer = open(grant)
    await beginParts(computer)
    await command({ kind: 'confirmDevices', recording: ['camera', 'screen'] })
    await command({ kind: 'showSheet' })
    computer.write({ kind: 'sheetShown' })
    return computer
  }

  async function beginParts(device: Device): Promise<void> {
    device.begin('journal', null)
    device.begin('camera', await loadClip('camera', seat.face))
    device.begin('screen', await loadClip('screen', seat.face))
  }

  function hear(): Questions {
    const { hasSocket } = seat
    const { planted } = world
    questions = awaitQuestions({ caller, attemptId: attempt.attemptId, pack, startsAt: startsAt(), hasSocket, planted })
    return questions
  }

  function handsOf(device: Device): Hands {
    return {
      notice: (notice) => device.write({ kind: 'notice', notice }),
      cut: (what) => device.cut(what),
      askForHelp: async (text) =>
        void (await caller.askUntilHeard<HelpMessage>(path('/help'), { messageId: randomUUID(), text })),
      async reload() {
        device.endAll('reloaded')
        await pause(RELOAD_MS)
        await command({ kind: 'enter', displays: 1, displaySurface: 'monitor' })
        await beginParts(device)
        device.write({ kind: 'questionsShown' })
      },
    }
  }

  async function answer(device: Device): Promise<void> {
    device.goOn('camera', await loadClip('camera', seat.face), 'answeringStarted')
    device.write({ kind: 'phaseMark', phase: 'answering' })
    device.write({ kind: 'questionsShown' })
    for (const deed of deedsOf(seat.behaviour, world.pace)) {
      await until(startsAt() + deed.afterT0Ms)
      if (deed.says) world.tell(seat.number, deed.says)
      await deed.act(handsOf(device))
    }
    if (seat.finishesAfterMs === null) return void (await until(attempt.schedule.endsAt ?? 0))
    await until(startsAt() + seat.finishesAfterMs)
    world.tell(seat.number, { zh: '【结束面试】→【确认】', en: 'ends early: 【结束面试】 → 【确认】' })
    device.write({ kind: 'finish' })
    await command({ kind: 'finish' })
  }

  /** Step 11: everything of the computer, then the phone, which is stopped by hand. */
  async function handIn(device: Device): Promise<void> {
    device.endAll('finished')
    phone?.endAll('finished')
    while (!device.isSafe() || phone?.isSafe() === false) await pause(CHECK_EVERY_MS)
    await lookUntil(() => attempt.abilities.includes('handIn'))
    await command({ kind: 'handIn', partIds: device.partIds(), acceptsMissing: false })
    if (phone) await command({ kind: 'confirmEvidence' })
    world.tell(seat.number, { zh: '上传成功', en: 'handed in: every byte is safe' })
  }

  async function attendAll(): Promise<number | null> {
    await arrive()
    world.tell(seat.number, { zh: '已登录，身份已确认', en: 'has signed in; it is clear who it is' })
    await prepare()
    await enter()
    const device = await record()
    world.tell(seat.number, { zh: '已进入面试，开始录制', en: 'has entered, and is recorded' })
    const afterMs = await hear().opened()
    await answer(device)
    await handIn(device)
    return afterMs
  }

  return {
    /** Sign-in and entry alone, without a recording: what the start second is measured with. */
    async enterBare(): Promise<void> {
      await arrive()
      await enter()
      hear()
    },
    questions: (): Questions => {
      if (!questions) throw new Error('not entered yet')
      return questions
    },
    /** All of it. @returns how long after T0 the questions could be read; null: never */
    async attend(): Promise<number | null> {
      try {
        return await Promise.race([attendAll(), refused.promise])
      } finally {
        for (const device of [computer, phone]) device?.stop()
        questions?.leave()
      }
    },
    isByPush: (): boolean => questions?.isByPush() ?? false,
    leave: (): void => questions?.leave(),
  }
}
