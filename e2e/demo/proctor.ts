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
  RecordingView,
  SittingView,
} from '@zhishi/core/contract'
import { deviceId } from '@zhishi/core/ids'
import type { NoticeKind } from '@zhishi/core/recording'
import type { Behaviour } from '../../tools/candidate-bot/behaviours.ts'
import { createCaller } from '../../tools/candidate-bot/caller.ts'
import { PEOPLE } from './cast.ts'

/** Somebody who watches has so long to be first. */
const STEPS_IN_AFTER_MS = 12_000
const LOOK_EVERY_MS = 1000

/** What must stand in the journal of who behaves so. */
const NOTICES: Partial<Record<Behaviour, NoticeKind[]>> = {
  'network-cut': ['networkLost', 'networkBack'],
  'uploads-cut': ['networkLost', 'networkBack'],
  'second-display': ['displayAdded'],
  'leaves-page': ['focusLost', 'pageHidden'],
}

export async function signInProctor(it: { url: string; signInLink: string; sittingName: string; signal: AbortSignal }) {
  const { url, signal } = it
  const caller = createCaller({ url, side: 'staff', deviceId: deviceId.parse(randomUUID()), signal })
  const secret = it.signInLink.split('#signIn=')[1]
  await caller.ask('/api/sign-in/link', { secret, deviceId: caller.deviceId })
  const sittings = await caller.ask<SittingView[]>('/api/sittings')
  const sitting = sittings.find(({ name }) => name.zh === it.sittingName)
  if (!sitting) throw new Error(`there is no sitting ${it.sittingName}`)

  const rows = async (): Promise<AttemptRow[]> =>
    (await caller.ask<{ attempts: AttemptRow[] }>(`/api/sittings/${sitting.sittingId}/attempts`)).attempts

  async function noticesOf({ attemptId }: AttemptRow): Promise<string[]> {
    const asked = { filter: 'notices', after: null }
    const { entries } = await caller.ask<JournalPage>(`/api/attempts/${attemptId}/journal`, asked)
    return entries.flatMap(({ body }) => (body?.kind === 'notice' ? [body.notice] : []))
  }

  return {
    /** Confirms and answers whoever waits too long, until it is told to stop. */
    async lookAfter(): Promise<void> {
      for (;;) {
        await sleep(LOOK_EVERY_MS, null, { signal })
        for (const { attemptId, askedAt } of await caller.ask<IdentityRow[]>('/api/identity-queue')) {
          if (Date.now() - askedAt >= STEPS_IN_AFTER_MS) await caller.command(attemptId, { kind: 'confirmIdentity' })
        }
        for (const row of await caller.ask<HelpRow[]>('/api/help-queue')) {
          if (row.waitingSince === null || Date.now() - row.waitingSince < STEPS_IN_AFTER_MS) continue
          const text = '可以，正反两面都可以写。'
          await caller.ask(`/api/attempts/${row.attemptId}/help`, { messageId: randomUUID(), text })
        }
      }
    },

    /** What is not as promised, in words; nothing: all is well. */
    async problems(): Promise<string[]> {
      const found: string[] = []
      const all = await rows()
      if (all.length !== PEOPLE.length + 1) found.push(`${all.length} attempts instead of ${PEOPLE.length + 1}`)
      for (const row of all) {
        const say = (what: string): void => void found.push(`${row.maskedName}: ${what}`)
        if (row.phase !== 'handedIn') say(`is in the phase ${row.phase}`)
        const lines = row.recordings.map(({ line }) => line).toSorted()
        if (lines.join() !== 'camera,evidence,journal,screen') say(`has recordings of ${lines.join(', ')} only`)
        for (const { line, parts, sealedParts } of row.recordings) {
          if (sealedParts !== parts) say(`${sealedParts} of ${parts} parts of ${line} are sealed`)
        }
        const recordings = await caller.ask<RecordingView[]>(`/api/attempts/${row.attemptId}/recordings`)
        for (const { line, isSealed } of recordings) if (!isSealed) say(`the recording ${line} is not sealed`)
        const answering = recordings.find(({ line }) => line === 'camera')?.parts.at(-1)
        // throws where there is nothing to play
        if (answering) await caller.ask(`/api/parts/${answering.partId}/playable`)
        const person = PEOPLE.find(({ name }) => name[0] === row.maskedName[0])
        const notices = await noticesOf(row)
        for (const one of (person && NOTICES[person.behaviour]) ?? []) {
          if (!notices.includes(one)) say(`the notice ${one} is missing`)
        }
        if (person?.behaviour !== 'asks-for-help') continue
        const thread = await caller.ask<HelpMessage[]>(`/api/attempts/${row.attemptId}/help`)
        const from = thread.map((message) => message.from).join()
        if (from !== 'candidate,proctor') say(`the help thread holds messages from: ${from || 'nobody'}`)
      }
      return found
    },
  }
}
