// Owns: where a candidate lands: to sign-in, to the one attempt, or to a choice between several.
import { Link, Navigate, useNavigate } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import type { AttemptId } from '@zhishi/core/ids'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { inLanguage } from '../ui/i18n.ts'
import { useRefusalText } from '../ui/refusal-text.ts'
import { formatDay, formatTime } from '../ui/time.ts'
import { meQuery, NotAnswered, useKnownAttempt } from './attempt/queries.ts'
import { NotOpened, Opening } from './blocked.tsx'
import { heldInvitation } from './invitation.ts'
import { BareShell, usePageTitle } from './shell.tsx'
import { SignOutButton } from './sign-out-button.tsx'
import { useTexts } from './texts/index.ts'

export function StartPage() {
  const { t } = useTexts()
  const { data: me, error, refetch } = useQuery(meQuery)
  if (heldInvitation()) return <Navigate to="/sign-in" replace />
  if (error && me === undefined) {
    const refusal = error instanceof NotAnswered ? error.refusal : undefined
    return <NotOpened failure={{ refusal }} onRetry={() => void refetch()} />
  }
  if (me === undefined) return <Opening label={t('shell.loading')} />
  if (me === null) return <Navigate to="/sign-in" replace />
  if (me.role !== 'candidate') return <NotACandidate />
  const [only, ...others] = me.attemptIds
  if (only === undefined) return <None />
  if (others.length === 0) return <Navigate to="/$attemptId" params={{ attemptId: only }} replace />
  return <Choose name={me.maskedName} attemptIds={me.attemptIds} />
}

function Choose({ name, attemptIds }: { name: string; attemptIds: readonly AttemptId[] }) {
  const { t } = useTexts()
  usePageTitle(t('choose.title'))
  return (
    <BareShell>
      <div className="w-full max-w-[760px]">
        <h1 className="title">{t('choose.title')}</h1>
        <p className="lead">{t('choose.lead', { name, count: attemptIds.length })}</p>
        <ul className="mt-6 flex flex-col gap-4">
          {attemptIds.map((attemptId) => (
            <Choice key={attemptId} attemptId={attemptId} />
          ))}
        </ul>
        <div className="mt-8 flex items-center gap-4">
          <Link to="/recordings" className="btn btn-small">
            {t('recordings.title')}
          </Link>
          <SignOutButton />
        </div>
      </div>
    </BareShell>
  )
}

function Choice({ attemptId }: { attemptId: AttemptId }) {
  const { t, ui, language } = useTexts()
  const { view, failure } = useKnownAttempt(attemptId)
  const say = useRefusalText('Asia/Shanghai')
  const navigate = useNavigate()
  if (!view) {
    return (
      <li className="card p-6 text-ink-2">
        <output>{failure ? say(failure.refusal).what : t('shell.loading')}</output>
      </li>
    )
  }
  const { interview, sitting, schedule, phase } = view
  const at = schedule.startsAt
  const when =
    at === null
      ? t('choose.selfPaced')
      : t('choose.day', {
          day: formatDay(at, interview.timeZone, language),
          time: formatTime(at, interview.timeZone),
        })
  return (
    <li className="card flex flex-wrap items-center gap-6 p-6">
      <div className="min-w-0 flex-1">
        <h2 className="text-20 font-bold">{inLanguage(interview.name, language)}</h2>
        <p className="text-ink-2">
          {inLanguage(sitting.name, language)} · {when}
        </p>
      </div>
      <span className={`tag ${phase === 'handedIn' ? 'tag-ok' : 'tag-now'}`}>{ui(`phases.${phase}`)}</span>
      <Button iconAfter="forward" onClick={() => void navigate({ to: '/$attemptId', params: { attemptId } })}>
        {t('choose.open')}
      </Button>
    </li>
  )
}

function None() {
  const { t } = useTexts()
  usePageTitle(t('choose.none'))
  return (
    <BareShell>
      <div className="w-full max-w-[680px]">
        <h1 className="title">{t('choose.none')}</h1>
        <p className="lead">{t('choose.noneBody')}</p>
        <div className="mt-6">
          <SignOutButton />
        </div>
      </div>
    </BareShell>
  )
}

function NotACandidate() {
  const { t } = useTexts()
  usePageTitle(t('choose.staff'))
  return (
    <BareShell>
      <div className="w-full max-w-[680px]">
        <Callout tone="note" title={t('choose.staff')}>
          <p>{t('choose.staffBody')}</p>
        </Callout>
        <div className="mt-6">
          <SignOutButton />
        </div>
      </div>
    </BareShell>
  )
}
