// Owns: step 3 人脸登录: consent, the live picture with its guidance above it, tries, and the way to a person beside it.
// Never makes the face the only way, and never says why a person would be needed as if it were a fault.
import { useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Rich } from '../../ui/rich.tsx'
import { useAttempting } from '../attempt/context.ts'
import { gateOf } from '../attempt/position.ts'
import { useCommand } from '../attempt/queries.ts'
import { useCamera } from '../face/use-camera.ts'
import { useFaceLogin, type FaceLogin } from '../face/use-face-login.ts'
import { Shell, StepEyebrow, usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'
import { GoNext, NextUp, NotDone, useReasons, WhyNot } from './step-parts.tsx'

export function FacePage() {
  const { t, ui } = useTexts()
  const { view } = useAttempting()
  usePageTitle(ui('steps.signIn'))
  const login = useFaceLogin(view.attemptId)
  const isDone = gateOf(view, 'signIn')?.state === 'done'
  const hasConsent = login.identity !== undefined && login.identity.consentedAt !== null
  return (
    <Shell current="signIn">
      <StepEyebrow step="signIn" />
      <h1 className="title">{ui('steps.signIn')}</h1>
      {isDone ? (
        <Callout tone="ok" title={t('face.done')} className="mt-4">
          <p>{t('face.doneBody')}</p>
        </Callout>
      ) : hasConsent ? (
        <Login login={login} />
      ) : (
        <Consent login={login} />
      )}
      <div className="foot">
        <NextUp after="signIn" />
        <span className="flex-1" />
        {isDone && <GoNext />}
      </div>
    </Shell>
  )
}

/** Before anything is captured: what, what for, for how long, and that there is another way. */
function Consent({ login }: { login: FaceLogin }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const { send, isBusy, failure } = useCommand(view.attemptId)
  const reasons = useReasons('signIn', 'askForPerson')
  const compared = comparedWith(login)
  const agree = async (): Promise<void> => {
    await send({ kind: 'consent' })
    login.refresh()
  }
  return (
    <div className="mt-4 grid gap-7 wide:grid-cols-[minmax(0,1fr)_372px]">
      <section className="card px-8 py-5">
        <h2 className="text-22 font-bold">{t('face.consentTitle')}</h2>
        {compared === null ? (
          // no button before there is something to agree to: a press on one that waits would be lost
          <p role="status" className="mt-2">
            {t('shell.loading')}
          </p>
        ) : (
          <>
            <ul className="mt-2 grid gap-2">
              {([`what.${compared}`, 'why', 'kept', 'recorded'] as const).map((line) => (
                <li key={line} className="flex gap-3">
                  <Icon name="info" className="mt-1" />
                  <span>
                    <Rich text={t(`face.consent.${line}`)} />
                  </span>
                </li>
              ))}
            </ul>
            <div className="mt-4 flex flex-wrap gap-4">
              <Button kind="primary" size="big" icon="good" isBusy={isBusy} onClick={() => void agree()}>
                {t('face.agree')}
              </Button>
            </div>
          </>
        )}
        <NotDone failure={failure} />
        <WhyNot id="why-face" reasons={reasons} />
      </section>
      <Aside login={login} />
    </div>
  )
}

/**
 * What the pictures will be compared with: the registered photo, one taken here in a mock, or by a person alone. Null: the
 * server has not said it yet, and nobody agrees to what is not known.
 */
function comparedWith({ identity }: FaceLogin): 'registered' | 'mock' | 'person' | null {
  if (!identity) return null
  if (identity.mayEnrolFromCamera) return 'mock'
  return identity.hasIdPhoto ? 'registered' : 'person'
}

function Login({ login }: { login: FaceLogin }) {
  const { t } = useTexts()
  const { identity, pose, answer, photoReasons, failure } = login
  const isWaiting = identity?.askedAt != null
  const needsPhoto = identity !== undefined && !identity.hasIdPhoto && identity.mayEnrolFromCamera
  const isOut = identity?.triesLeft === 0
  const camera = useCamera(true)
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    if (video.current) video.current.srcObject = camera.media
  }, [camera.media])
  const press = (): void => {
    if (!video.current) return
    void (needsPhoto ? login.takeIdPhoto(video.current) : login.tryFace(video.current))
  }
  const lines = photoReasons ?? answer?.reasons ?? []
  return (
    <div className="mt-4 grid gap-7 wide:grid-cols-[minmax(0,1fr)_372px]">
      <section>
        <p className="face-guide" role="status" aria-live="assertive">
          <Icon
            name={pose === 'left' ? 'forward' : pose === 'right' ? 'forward' : 'info'}
            size={28}
            className={pose === 'left' ? 'rotate-180' : ''}
          />
          <b>{t(`face.pose.${pose ?? (needsPhoto ? 'photo' : 'ready')}`)}</b>
        </p>
        <div className="face-picture">
          <video ref={video} autoPlay muted playsInline aria-label={t('face.picture')} />
          <span className="face-oval" aria-hidden="true" />
        </div>
        {/* what the candidate looks after: nothing here is checked, so nothing is ticked */}
        <p className="mt-3 text-16 text-ink-2">{t('face.yourself')}</p>
        <ul className="face-rules">
          {(['one', 'light', 'bare', 'near', 'turn'] as const).map((rule) => (
            <li key={rule}>{t(`face.rule.${rule}`)}</li>
          ))}
        </ul>
      </section>
      <div className="grid content-start gap-4">
        <section className="card px-6 py-5">
          {camera.problem ? (
            <Callout tone="warn" title={t(`media.${camera.problem}.what`)}>
              <p>{t(`media.${camera.problem}.todo`)}</p>
              <Button onClick={camera.open}>{t('face.openCamera')}</Button>
            </Callout>
          ) : (
            <>
              <p className="mb-3 font-bold">
                {identity?.hasIdPhoto === true
                  ? t('face.triesLeft', { count: identity.triesLeft })
                  : t(needsPhoto ? 'face.photoFirst' : 'face.noIdPhoto')}
              </p>
              <Button
                kind="primary"
                size="big"
                className="w-full"
                isBusy={pose !== null || camera.media === null}
                blockedBy={isOut ? 'face-out' : undefined}
                onClick={press}
              >
                {t(needsPhoto ? 'face.takePhoto' : 'face.start')}
              </Button>
              {isOut && (
                <p id="face-out" className="mt-3 text-15 text-ink-2">
                  {t('face.triesUsedUp')}
                </p>
              )}
            </>
          )}
          {lines.length > 0 && (
            <ul className="mt-4 grid gap-2" role="status">
              {lines.map((reason) => (
                <li key={reason} className="flex gap-2 text-16">
                  <Icon name="attention" className="text-warn mt-1" />
                  {t(`face.reason.${reason}`)}
                </li>
              ))}
            </ul>
          )}
          <NotDone failure={failure} />
        </section>
        {isWaiting && (
          <Callout tone="note" icon="clock" title={t('face.waiting')}>
            <p>{t('face.waitingBody', { count: identity?.ahead ?? 0 })}</p>
          </Callout>
        )}
        <Aside login={login} />
      </div>
    </div>
  )
}

/** Another way than the face, always there; and a human voice. */
function Aside({ login }: { login: FaceLogin }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const { send, isBusy, failure } = useCommand(view.attemptId)
  const { identity } = login
  const ask = async (): Promise<void> => {
    await send({ kind: 'askForPerson' })
    login.refresh()
  }
  return (
    <aside className="grid content-start gap-4">
      {identity?.refusedReason != null && (
        <Callout tone="warn" title={t('face.refused')}>
          <p>{identity.refusedReason}</p>
          <p>{t('face.refusedBody')}</p>
        </Callout>
      )}
      <section className="card px-6 py-5">
        <h2 className="flex items-center gap-2 font-bold">
          <Icon name="person" />
          {t('face.otherWay')}
        </h2>
        <p className="mb-3 mt-1 text-16 text-ink-2">{t('face.otherWayBody')}</p>
        {identity?.askedAt == null ? (
          <Button className="w-full" isBusy={isBusy} onClick={() => void ask()}>
            {t('face.askForPerson')}
          </Button>
        ) : (
          <p className="font-bold text-ok">{t('face.asked')}</p>
        )}
        <NotDone failure={failure} />
      </section>
      <section className="card px-6 py-5">
        <h2 className="flex items-center gap-2 font-bold">
          <Icon name="phone" />
          {t('face.call')}
        </h2>
        <p className="mt-1 text-24 font-bold">{view.interview.supportPhone}</p>
      </section>
    </aside>
  )
}
