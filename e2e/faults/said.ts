// Owns: what the server says of one attempt, for recorded.ts: when T0 and the end were, when each part began, and which gaps
// staff are told of. Asked as a proctor. Never asks a page.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AttemptView, JournalPage, RecordingCoverage, RecordingView, SittingView } from '@zhishi/core/contract'
import { deviceId, type AttemptId } from '@zhishi/core/ids'
import { FEEDS, type Feed } from '@zhishi/core/recording'
import { createCaller, type Caller } from '../../tools/candidate-bot/caller.ts'
import type { Product } from '../harness/product.ts'
import type { Said } from '../compare/recorded.ts'

/** A phone's last part is sealed after its stop; a busy machine needs some seconds. */
const SEALED_LIMIT_MS = 60_000
const CHECK_EVERY_MS = 500

export async function signInProctor({ url, links }: Product, signal: AbortSignal): Promise<Caller> {
  const caller = createCaller({ url, side: 'staff', deviceId: deviceId.parse(randomUUID()), signal })
  await caller.ask('/api/sign-in/link', { secret: links.proctor.split('#signIn=')[1], deviceId: caller.deviceId })
  await caller.ask<SittingView[]>('/api/sittings')
  return caller
}

/**
 * After the end of an attempt; waits until every part is sealed. `isStuck`: it did not get to its end, and what is there up
 * to now is asked for.
 * @throws Error where it has not begun or not ended, or a part stays unsealed
 */
export async function askServer(
  product: Product,
  attemptId: AttemptId,
  lastPressAt: number | null,
  { signal, isStuck = false }: { signal: AbortSignal; isStuck?: boolean },
): Promise<Said> {
  const proctor = await signInProctor(product, signal)
  const { schedule, enteredAt, finishedAt, serverNow } = await proctor.ask<AttemptView>(`/api/attempts/${attemptId}`)
  const fromAt = schedule.startsAt
  const toAt = finishedAt ?? (isStuck ? Math.min(serverNow, schedule.endsAt ?? serverNow) : schedule.endsAt)
  if (fromAt === null || toAt === null || enteredAt === null) throw new Error(`the attempt ${attemptId} never began`)
  const recordings = await sealedRecordings(proctor, attemptId, isStuck ? 0 : SEALED_LIMIT_MS)
  const coverage = await readCoverage(proctor, attemptId, isStuck)
  const ofFeeds = recordings.filter((one): one is RecordingView & { line: Feed } => one.line !== 'journal')
  return {
    due: { fromAt: Math.max(fromAt, enteredAt), toAt },
    lastPressAt,
    parts: ofFeeds.flatMap(({ line, parts }) =>
      parts.map(({ partId, startedAt }) => ({ attemptId, partId, feed: line, startedAt })),
    ),
    declared: [
      ...ofFeeds.flatMap(({ line, gaps }) => gaps.map((gap) => ({ ...gap, feed: line }))),
      ...coverage.feeds.flatMap(({ feed, gaps }) => gaps.map(({ fromAt, toAt }) => ({ feed, fromAt, toAt }))),
      ...(await gapsOfJournal(proctor, attemptId)),
    ],
    // of what goes on, the two are asked at different instants
    told: isStuck ? [] : coverage.feeds.map(({ feed, fromStart }) => ({ feed, missingMs: fromStart?.missingMs ?? 0 })),
  }
}

/** What staff are shown of what is missing, once the server has read every sealed file itself. */
async function readCoverage(proctor: Caller, attemptId: AttemptId, isStuck: boolean): Promise<RecordingCoverage> {
  for (const until = performance.now() + SEALED_LIMIT_MS; ; await sleep(CHECK_EVERY_MS)) {
    const coverage = await proctor.ask<RecordingCoverage>(`/api/attempts/${attemptId}/coverage`)
    if (coverage.isFinal || isStuck) return coverage
    if (performance.now() > until) throw new Error('the server has not read every file that it has sealed')
  }
}

/** @param limitMs 0: as they are now */
async function sealedRecordings(proctor: Caller, attemptId: AttemptId, limitMs: number): Promise<RecordingView[]> {
  for (const until = performance.now() + limitMs; ; await sleep(CHECK_EVERY_MS)) {
    const recordings = await proctor.ask<RecordingView[]>(`/api/attempts/${attemptId}/recordings`)
    const open = recordings.filter(({ line, isSealed }) => FEEDS.some((feed) => feed === line) && !isSealed)
    if (open.length === 0 || limitMs === 0) return recordings
    if (performance.now() > until) throw new Error(`not sealed: ${open.map(({ line }) => line).join(', ')}`)
  }
}

async function gapsOfJournal(proctor: Caller, attemptId: AttemptId): Promise<Said['declared']> {
  const gaps: Said['declared'] = []
  for (let after: JournalPage['next'] = null; ;) {
    const asked = { filter: 'notices', after }
    const page: JournalPage = await proctor.ask<JournalPage>(`/api/attempts/${attemptId}/journal`, asked)
    for (const { body } of page.entries) {
      if (body?.kind === 'gap') gaps.push({ feed: body.feed, fromAt: body.fromAt, toAt: body.toAt })
    }
    if (page.next === null) return gaps
    after = page.next
  }
}
