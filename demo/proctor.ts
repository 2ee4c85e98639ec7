// Owns: what staff do in the demo where nobody who watches does it: confirming who asks for a person, answering who asks for
// help; and at the end the look whether everything is as promised. Speaks to the API as the staff pages do.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type {
  AttemptRow,
  HelpMessage,
  HelpRow,
  IdentityRow,
  JournalPage,
  PresenceView,
  RecordingView,
  SittingView,
} from '@zhishi/core/contract'
import { deviceId } from '@zhishi/core/ids'
import { canCompare, type CommandInput } from '@zhishi/core/process'
import type { NoticeKind } from '@zhishi/core/recording'
import type { Behaviour } from '../tools/candidate-bot/behaviours.ts'
import { createCaller, RefusedError } from '../tools/candidate-bot/caller.ts'
import { PEOPLE } from './cast.ts'
import { inOneLine, type Account } from './timetable.ts'

const CHECK_EVERY_MS = 1000

/** What must stand in the journal of who behaves so. */
const NOTICES: Partial<Record<Behaviour, NoticeKind[]>> = {
  'network-cut': ['networkLost', 'networkBack'],
  'uploads-cut': ['networkLost', 'networkBack'],
  'second-display': ['displayAdded'],
  'leaves-page': ['focusLost', 'pageHidden'],
}

export async function signInProctor(options: {
  url: string
  signInLink: string
  sittingName: string
  /** somebody who watches has so long to be first */
  stepsInAfterMs: number
  signal: AbortSignal
  /** told of what could not be done; the next look may bring it */
  tellTrouble: (what: string) => void
}) {
  const { url, stepsInAfterMs, signal, tellTrouble } = options
  const caller = createCaller({ url, side: 'staff', deviceId: deviceId.parse(randomUUID()), signal })
  const secret = options.signInLink.split('#signIn=')[1]
  await caller.askUntilHeard('/api/sign-in/link', { secret, deviceId: caller.deviceId })
  const sittings = await caller.askUntilHeard<SittingView[]>('/api/sittings')
  const sitting = sittings.find(({ name }) => name.zh === options.sittingName)
  if (!sitting) throw new Error(`there is no sitting ${options.sittingName}`)

  const rows = async (): Promise<AttemptRow[]> =>
    (await caller.ask<{ attempts: AttemptRow[] }>(`/api/sittings/${sitting.sittingId}/attempts`)).attempts

  async function noticesOf({ attemptId }: AttemptRow): Promise<string[]> {
    const asked = { filter: 'notices', after: null }
    const { entries } = await caller.ask<JournalPage>(`/api/attempts/${attemptId}/journal`, asked)
    return entries.flatMap(({ body }) => (body?.kind === 'notice' ? [body.notice] : []))
  }

  const recordingsOf = ({ attemptId }: AttemptRow): Promise<RecordingView[]> =>
    caller.ask<RecordingView[]>(`/api/attempts/${attemptId}/recordings`)

  return {
    /** Confirms and answers whoever waits too long, until it is told to stop. Never rejects. */
    async lookAfter(): Promise<void> {
      let lastTrouble = ''
      while (!signal.aborted) {
        try {
          await sleep(CHECK_EVERY_MS, null, { signal })
          await lookOnce()
        } catch (error) {
          const trouble = inOneLine(error)
          // said once, not each second
          if (!signal.aborted && trouble !== lastTrouble) tellTrouble(`监督员 · proctor: ${trouble}`)
          lastTrouble = trouble
        }
      }
    },

    /** Looks at everything that must be there when all is over. */
    async account(): Promise<Account> {
      const account: Account = { problems: [], parts: 0, notices: 0, messages: 0 }
      const all = await rows().catch((error: unknown) => {
        account.problems.push(inOneLine(error))
        return []
      })
      if (all.length !== PEOPLE.length + 1)
        account.problems.push(`${all.length} attempts instead of ${PEOPLE.length + 1}`)
      for (const row of all) {
        const say = (what: string): void => void account.problems.push(`${row.maskedName}: ${what}`)
        const person = PEOPLE.find(({ name }) => name[0] === row.maskedName[0])
        account.notices += row.notices.count
        try {
          account.parts += await lookAtRecordings(row, say)
          if (person) account.messages += await lookAtDeed(row, person.behaviour, say)
        } catch (error) {
          say(inOneLine(error))
        }
      }
      return account
    },
  }

  async function lookOnce(): Promise<void> {
    for (const { attemptId, askedAt, pictures } of await caller.ask<IdentityRow[]>('/api/identity-queue')) {
      if (Date.now() - askedAt < stepsInAfterMs) continue
      for (const picture of pictures) await caller.ask(`/api/attempts/${attemptId}/identity/${picture}`)
      const command: CommandInput = {
        kind: 'confirmIdentity',
        ...(canCompare(pictures) ? {} : { reason: '打电话核对了证件信息' }),
      }
      await caller.command(attemptId, command).catch((error: unknown) => {
        // whoever watches was first, or new pictures were taken: the next look is at those
        const isLater =
          error instanceof RefusedError && ['identityDecided', 'picturesUnseen'].includes(error.code ?? '')
        if (!isLater) throw error
      })
    }
    for (const row of await caller.ask<HelpRow[]>('/api/help-queue')) {
      if (row.waitingSince === null || Date.now() - row.waitingSince < stepsInAfterMs) continue
      const text = '可以，正反两面都可以写。'
      await caller.ask(`/api/attempts/${row.attemptId}/help`, { messageId: randomUUID(), text })
    }
  }

  /** @returns how many parts are sealed */
  async function lookAtRecordings(row: AttemptRow, say: (what: string) => void): Promise<number> {
    if (row.phase !== 'handedIn') say(`is in the phase ${row.phase}`)
    const lines = row.recordings.map(({ line }) => line).toSorted()
    if (lines.join() !== 'camera,evidence,journal,screen') say(`has recordings of ${lines.join(', ')} only`)
    for (const { line, parts, sealedParts } of row.recordings) {
      if (sealedParts !== parts) say(`${sealedParts} of ${parts} parts of ${line} are sealed`)
    }
    const recordings = await recordingsOf(row)
    for (const { line, isSealed } of recordings) if (!isSealed) say(`the recording ${line} is not sealed`)
    const answering = recordings.find(({ line }) => line === 'camera')?.parts.at(-1)
    // throws where there is nothing to play
    if (answering) await caller.ask(`/api/parts/${answering.partId}/playable`)
    return row.recordings.reduce((sum, { sealedParts }) => sum + sealedParts, 0)
  }

  /** What somebody did must have left its trace. @returns how many messages were written for help */
  async function lookAtDeed(row: AttemptRow, behaviour: Behaviour, say: (what: string) => void): Promise<number> {
    const notices = await noticesOf(row)
    for (const one of NOTICES[behaviour] ?? []) if (!notices.includes(one)) say(`the notice ${one} is missing`)
    if (row.notices.count < notices.length) say('the table knows of fewer notices than the journal')
    if (behaviour === 'network-cut') {
      const { gaps } = await caller.ask<PresenceView>(`/api/attempts/${row.attemptId}/presence`)
      if (gaps.length === 0) say('the network was cut, and the server noticed no gap in presence')
    }
    if (behaviour === 'reloads') {
      const camera = (await recordingsOf(row)).find(({ line }) => line === 'camera')
      if (!camera?.parts.some(({ endReason }) => endReason === 'reloaded')) say('no part of the camera was reloaded')
      if (camera?.gaps.length === 0) say('the page was reloaded without a gap')
    }
    if (behaviour !== 'asks-for-help') return 0
    const thread = await caller.ask<HelpMessage[]>(`/api/attempts/${row.attemptId}/help`)
    const from = thread.map((message) => message.from).join()
    if (from !== 'candidate,proctor') say(`the help thread holds messages from: ${from || 'nobody'}`)
    return thread.length
  }
}
