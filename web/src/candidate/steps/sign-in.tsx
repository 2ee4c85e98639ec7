// Owns: the sign-in by ID-document number and personal code, which opens everything that is not the sitting itself.
// Never keeps what was typed, and never says which of the two was wrong: the server does not either.
import { Link, useNavigate } from '@tanstack/react-router'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { documentNumber, personalCode } from '@zhishi/core/interview'
import { foldTyped } from '@zhishi/core/typed'
import { useState, type FormEvent } from 'react'
import type { CaptureSnapshot } from '../../capture/capture-types.ts'
import { call, type Answer } from '../../client/call.ts'
import { serverClock } from '../../client/clock.ts'
import { adoptDevice, deviceSecret, thisDevice } from '../../client/device.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useRefusalText } from '../../ui/refusal-text.ts'
import { secondsLeft } from '../../ui/time.ts'
import { useServerNow } from '../../ui/use-clock.ts'
import { hasSignInEnded, meQuery, noteMe } from '../attempt/queries.ts'
import { isAllSafe } from '../attempt/conduct.ts'
import { dropInvitation, heldInvitation } from '../invitation.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { BareShell, usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'

export function SignInPage() {
  const { t } = useTexts()
  usePageTitle(t('signIn.title'))
  return (
    <BareShell>
      <div className="my-auto w-full max-w-[560px]">
        <Ended />
        <EarlierUploads />
        <section className="card px-10 py-7">
          <h1 className="title mt-0">{t('signIn.heading')}</h1>
          <p className="lead">{t('signIn.lead')}</p>
          <SignInForm />
        </section>
        <p className="mt-4 flex items-start gap-3 px-2 text-16 text-ink-2">
          <Icon name="phone" size={20} className="mt-[3px]" />
          {t('signIn.support')}
        </p>
      </div>
    </BareShell>
  )
}

/** What can be nobody's number or code is not sent: it would be refused, and the candidate not told why. */
type Unfit = { says: 'missing' | 'numberUnfit' | 'codeUnfit'; number: boolean; code: boolean } | null

function unfitIn(number: string, code: string): Unfit {
  const empty = { number: foldTyped(number) === '', code: foldTyped(code) === '' }
  if (empty.number || empty.code) return { says: 'missing', ...empty }
  if (!documentNumber.safeParse(number).success) return { says: 'numberUnfit', number: true, code: false }
  if (!personalCode.safeParse(code).success) return { says: 'codeUnfit', number: false, code: true }
  return null
}

type Failure = { answer: Extract<Answer<unknown>, { ok: false }>; mayTryAt: number }

function SignInForm() {
  const { t } = useTexts()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [number, setNumber] = useState(heldInvitation()?.number ?? '')
  const [code, setCode] = useState(heldInvitation()?.code ?? '')
  const [isBusy, setBusy] = useState(false)
  const [unfit, setUnfit] = useState<Unfit>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const waitMs = (failure?.mayTryAt ?? 0) - useServerNow(failure?.mayTryAt ?? 0)

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (isBusy || waitMs > 0) return
    const found = unfitIn(number, code)
    setUnfit(found)
    if (found) return
    setBusy(true)
    const kept = deviceSecret()
    const answer = await call('signIn', {
      body: {
        number,
        personalCode: code,
        deviceId: thisDevice(),
        ...(kept === undefined ? {} : { deviceSecret: kept }),
      },
    })
    if (answer.ok) await adoptDevice(answer.value)
    setBusy(false)
    if (!answer.ok) {
      setFailure({ answer, mayTryAt: serverClock.now() + (answer.refusal?.retryAfterS ?? 0) * 1000 })
      return
    }
    dropInvitation()
    const { deviceSecret: _kept, ...me } = answer.value
    noteMe(queries, me)
    await navigate({ to: '/', replace: true })
  }

  return (
    <form className="mt-4 flex flex-col gap-4" onSubmit={(event) => void submit(event)} noValidate>
      <div className="field">
        <label htmlFor="number">{t('signIn.number')}</label>
        <input
          id="number"
          className="input"
          value={number}
          onChange={(event) => setNumber(event.target.value)}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={64}
          required
          aria-invalid={unfit?.number === true}
          aria-describedby="sign-in-says"
        />
      </div>
      <div className="field">
        <label htmlFor="code">{t('signIn.code')}</label>
        <input
          id="code"
          className="input"
          value={code}
          onChange={(event) => setCode(event.target.value)}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={64}
          required
          aria-invalid={unfit?.code === true}
          aria-describedby="code-hint sign-in-says"
        />
        <p id="code-hint" className="mt-1 text-15 text-ink-2">
          {t('signIn.codeHint')}
        </p>
      </div>
      <div id="sign-in-says">
        {unfit ? (
          <Callout tone="warn" title={t(`signIn.${unfit.says}`)} isCompact />
        ) : (
          failure && <SignInFailure failure={failure} waitMs={waitMs} />
        )}
      </div>
      <Button
        type="submit"
        kind="primary"
        size="big"
        className="w-full"
        isBusy={isBusy}
        blockedBy={waitMs > 0 ? 'sign-in-says' : undefined}
      >
        {t('signIn.submit')}
      </Button>
    </form>
  )
}

function SignInFailure({ failure, waitMs }: { failure: Failure; waitMs: number }) {
  const { t } = useTexts()
  const say = useRefusalText('Asia/Shanghai')
  const { refusal } = failure.answer
  const said = say(refusal)
  const isWaiting = refusal?.retryAfterS !== undefined
  if (isWaiting && waitMs <= 0) return null
  return (
    <Callout tone="warn" title={said.what} isCompact>
      {/* the seconds change; only the first sentence is spoken */}
      <p aria-live="off">{isWaiting ? t('signIn.wait', { seconds: secondsLeft(waitMs) }) : said.todo}</p>
    </Callout>
  )
}

/** Nobody signed out here, and the sign-in is over all the same. */
function Ended() {
  const { t } = useTexts()
  const { data: me } = useQuery(meQuery)
  if (me !== null || !hasSignInEnded()) return null
  return (
    <Callout tone="note" title={t('signIn.ended')} className="mb-5">
      <p className="text-16">{t('signIn.endedBody')}</p>
    </Callout>
  )
}

/** What an earlier page life left to upload goes on here, signed in or not. */
function EarlierUploads() {
  const { t } = useTexts()
  const { state } = useRecorder()
  const waiting = state.uploads.filter((one) => !isAllSafe(one))
  if (waiting.length === 0) return null
  return (
    <Callout tone="note" title={t('signIn.uploading', { percent: percentOf(waiting) })} className="mb-5">
      <p className="text-16">
        {t('signIn.uploadingBody')} <Link to="/recordings">{t('recordings.title')}</Link>
      </p>
    </Callout>
  )
}

function percentOf(uploads: readonly CaptureSnapshot[]): number {
  const feeds = uploads.flatMap((one) => one.feeds)
  const bytes = feeds.reduce((sum, feed) => sum + feed.bytes, 0)
  const safe = feeds.reduce((sum, feed) => sum + feed.acknowledgedBytes, 0)
  return bytes === 0 ? 0 : Math.floor((safe / bytes) * 100)
}
