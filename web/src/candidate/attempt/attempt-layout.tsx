// Owns: the room around every page of one attempt: loads it, conducts it, and leads to the page it belongs on.
// Stays mounted while the candidate moves between the steps, so that alarms and recording never begin anew.
import { attemptId as attemptIdSchema, type AttemptId } from '@zhishi/core/ids'
import type { AttemptView } from '@zhishi/core/contract'
import { Navigate, Outlet, useNavigate, useParams, useRouterState } from '@tanstack/react-router'
import { useEffect, useState, type ReactNode } from 'react'
import { ConversationProvider, useNewConversation } from '../help/context.ts'
import { useReachability } from '../../ui/use-clock.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { useTexts } from '../texts/index.ts'
import { Elsewhere, NoStorage, NotOpened, OnOtherDevice, Opening } from '../blocked.tsx'
import { FoldingProvider, useNewFolding } from '../room/folding.ts'
import { AttemptingProvider } from './context.ts'
import { isMine, useDownloaded, useFinish, useHandIn, useRecording, useSignInHere } from './conduct.ts'
import { betterPage, gateOf, type Page } from './position.ts'
import { useKnownAttempt, type KnownAttempt } from './queries.ts'
import { useAttemptPush } from './push.ts'
import { createQuestions, type Questions } from './questions.ts'
import { useStage } from './stage.ts'

export function AttemptLayout() {
  const { attemptId } = useParams({ from: '/$attemptId' })
  const parsed = attemptIdSchema.safeParse(attemptId)
  return parsed.success ? <Loading key={parsed.data} attemptId={parsed.data} /> : <NotOpened failure={null} />
}

function Loading({ attemptId }: { attemptId: AttemptId }) {
  const known = useKnownAttempt(attemptId)
  const { t } = useTexts()
  if (known.view) {
    return (
      <Helped attemptId={attemptId}>
        <Within view={known.view} known={known} />
      </Helped>
    )
  }
  if (known.failure?.refusal?.code === 'signInNeeded') return <Navigate to="/sign-in" replace />
  if (known.failure) return <NotOpened failure={known.failure} onRetry={known.refresh} />
  return <Opening label={t('shell.loading')} />
}

/** 【求助】 is there on every page of the attempt, also where it is held by another computer. */
function Helped({ attemptId, children }: { attemptId: AttemptId; children: ReactNode }) {
  const conversation = useNewConversation(attemptId)
  useAttemptPush(attemptId, conversation)
  return <ConversationProvider value={conversation}>{children}</ConversationProvider>
}

function Within({ view, known }: { view: AttemptView; known: KnownAttempt }) {
  const { state } = useRecorder()
  const finishing = useFinish(view.attemptId)
  const stage = useStage(view, finishing.isFinishedHere)
  const questions = useQuestionsOf(view)
  const signInFailure = useSignInHere(view)
  useDownloaded(view)
  useRecording(view, stage)
  const handingIn = useHandIn(view, stage)
  const isLeaving = usePlace(view, stage)
  const folding = useNewFolding()
  const [isStaying, setStaying] = useState(false)

  const isInside = stage === 'waiting' || stage === 'answering'
  const isHeldElsewhere = view.leaseDeviceId !== null && !isMine(view)
  if (isLeaving) return null
  // who is being recorded or uploads here stays and is told; anybody else signs in again first
  const isOnlyLooking = stage === 'outside' || (isInside && isHeldElsewhere)
  if (isOnlyLooking && known.failure?.refusal?.code === 'signInNeeded') return <Navigate to="/sign-in" replace />
  if ((isHeldElsewhere && stage !== 'over') || signInFailure?.refusal?.code === 'otherDevice') {
    return <OnOtherDevice view={view} />
  }
  // a press, or T0 itself, leads to the questions all the same: there what is not recorded is an alarm
  if (isInside && state.openFailure === 'openElsewhere' && !isStaying) {
    return <Elsewhere view={view} onStay={() => setStaying(true)} />
  }
  if (stage === 'waiting' && state.openFailure === 'storageUnavailable') return <NoStorage view={view} />
  return (
    <AttemptingProvider value={{ view, known, stage, questions, finishing, handingIn }}>
      <FoldingProvider value={folding}>
        <Outlet />
      </FoldingProvider>
    </AttemptingProvider>
  )
}

/** Leads to the page the attempt belongs on. @returns whether the page shown now is being left */
function usePlace(view: AttemptView, stage: ReturnType<typeof useStage>): boolean {
  const navigate = useNavigate()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const page = pageOf(path, view.attemptId)
  // already on the way out of the attempt: to sign in, or to another one
  const better = page === null ? null : betterPage(page, view, stage)
  useEffect(() => {
    if (better === null) return
    void navigate({ to: ADDRESSES[better], params: { attemptId: view.attemptId }, replace: true })
  }, [better, navigate, view.attemptId])
  return better !== null
}

const ADDRESSES = {
  home: '/$attemptId',
  preparation: '/$attemptId/preparation',
  face: '/$attemptId/face',
  briefing: '/$attemptId/briefing',
  evidence: '/$attemptId/evidence',
  draw: '/$attemptId/draw',
  attachments: '/$attemptId/attachments',
  entry: '/$attemptId/entry',
  devices: '/$attemptId/devices',
  answering: '/$attemptId/answering',
  'hand-in': '/$attemptId/hand-in',
  guide: '/$attemptId/hand-in/guide',
} as const satisfies Record<Page, string>

/** @param path without the basepath, e.g. `/<attemptId>/entry`; null: a place outside this attempt */
function pageOf(path: string, attemptId: AttemptId): Page | null {
  const [ofAttempt, ...rest] = path.split('/').filter(Boolean)
  if (ofAttempt !== attemptId) return null
  const last = rest.at(-1) ?? 'home'
  return last in ADDRESSES ? (last as Page) : 'home'
}

/** The attempt's questions: what is stored is opened, the pack fetched early, the key from T0 on. */
function useQuestionsOf(view: AttemptView): Questions {
  const { attemptId } = view
  const [questions] = useState(() => createQuestions(attemptId))
  const isConfirmed = gateOf(view, 'signIn')?.state === 'done'
  const isEntered = view.enteredAt !== null
  const isWanted = isEntered && (view.phase === 'waiting' || view.phase === 'answering')
  const { startsAt } = view.schedule
  const line = useReachability()
  // before the others: they do nothing while it is stopped
  useEffect(() => questions.start(), [questions])
  useEffect(() => {
    if (isWanted) void questions.recall()
  }, [isWanted, questions])
  useEffect(() => {
    if (isConfirmed && (isWanted || view.phase === 'checkIn')) void questions.prepare()
  }, [isConfirmed, isWanted, questions, view.phase])
  // asks anew when the server was away at T0 and answers again: nobody waits for the next try without questions
  useEffect(() => {
    if (isWanted && startsAt !== null) questions.openAt(startsAt)
  }, [isWanted, line, questions, startsAt])
  return questions
}
