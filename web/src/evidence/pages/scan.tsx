// Owns: how the phone gets its code: scanned in the page, or typed. The reader is loaded only when it is asked for.
// The first page of a new phone: it imports nothing that needs core's schemas or the recorder.
// Never keeps a picture: frames are looked at and dropped.
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { BINDING_CODE_LENGTH, tidyCode } from '@zhishi/core/codes'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { codeIn } from '../binding-code.ts'
import { Frame } from '../frame.tsx'
import { stopMedia, type CameraProblem } from '../recorder/camera.ts'
import { useFirstPage } from '../recorder/use-phone.ts'
import { useTexts } from '../texts/index.ts'
import { ScanDrawing } from '../../ui/evidence-drawings.tsx'
import { NotKept } from './not-kept.tsx'
import { useScanning } from './use-scanning.ts'

/** @param children what is to be said beside scanning, once there is anything */
export function ScanPage({ children }: { children: ReactNode }) {
  const { t } = useTexts()
  const { firstPage, state } = useFirstPage()
  return (
    <Frame title={t('scan.title')} className="phone-scan">
      <Finder onCode={firstPage.offer} />
      <section className="phone-sheet">
        <h1 className="phone-title">{t('scan.title')}</h1>
        <p className="text-ink-2">{t('scan.lead')}</p>
        <NotKept />
        {children}
        <CodeForm onCode={firstPage.offer} refused={state.phone.refusedCode} />
        {state.phone.binding && (
          <Button kind="quiet" className="w-full" onClick={() => firstPage.offer(null)}>
            {t('back')}
          </Button>
        )}
      </section>
    </Frame>
  )
}

function Finder({ onCode }: { onCode: (code: string) => void }) {
  const { t } = useTexts()
  const { scanning, start, torch } = useScanning((text) => {
    const code = codeIn(text, location.origin)
    if (code !== null) onCode(code)
    return code !== null
  })
  const video = useRef<HTMLVideoElement>(null)
  const media = scanning.kind === 'looking' ? scanning.media : null
  useEffect(() => {
    if (video.current) video.current.srcObject = media
    return () => {
      if (media) stopMedia(media)
    }
  }, [media])
  return (
    <div className="finder">
      {scanning.kind === 'looking' ? (
        <>
          <video ref={video} id="finder" autoPlay muted playsInline aria-label={t('scan.aim')} />
          <svg viewBox="0 0 220 220" aria-hidden="true" className="finder-frame">
            <path d="M3 42V12a9 9 0 0 1 9-9h30M178 3h30a9 9 0 0 1 9 9v30M217 178v30a9 9 0 0 1-9 9h-30M42 217H12a9 9 0 0 1-9-9v-30" />
          </svg>
          <p className="finder-says" role="status">
            {scanning.isOther ? t('scan.other') : t('scan.aim')}
          </p>
          {torch && (
            <button type="button" className="finder-torch" onClick={torch.toggle} aria-pressed={torch.isOn}>
              <Icon name="torch" />
              <span className="sr-only">{torch.isOn ? t('scan.torchOff') : t('scan.torchOn')}</span>
            </button>
          )}
        </>
      ) : (
        <div className="finder-shut">
          {scanning.kind === 'failed' ? (
            <FinderFailure problem={scanning.problem} />
          ) : (
            <div className="finder-drawing">
              <ScanDrawing says={t('guide.pictures.scan')} />
            </div>
          )}
          <Button kind="primary" icon="qr" isBusy={scanning.kind === 'opening'} onClick={() => void start()}>
            {scanning.kind === 'opening' ? t('scan.opening') : t('scan.open')}
          </Button>
        </div>
      )}
    </div>
  )
}

function FinderFailure({ problem }: { problem: CameraProblem | 'reader' }) {
  const { t } = useTexts()
  return problem === 'reader' ? (
    <Callout tone="warn" isCompact title={t('scan.readerFailed')} />
  ) : (
    <Callout tone="warn" isCompact title={t(`camera.${problem}.what`)}>
      <p>{t(`camera.${problem}.todo`)}</p>
    </Callout>
  )
}

/** @param refused a code that the server did not take: it stays to be corrected */
function CodeForm({ onCode, refused }: { onCode: (code: string) => void; refused: string | null }) {
  const { t } = useTexts()
  const [typed, setTyped] = useState(refused ?? '')
  const [isShort, setShort] = useState(false)
  const code = codeIn(typed, location.origin)
  const shown = tidyCode(typed).slice(0, BINDING_CODE_LENGTH)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setShort(code === null)
    if (code !== null) onCode(code)
  }
  return (
    <form className="code-form" onSubmit={submit} noValidate>
      <label htmlFor="code">{t('scan.typed')}</label>
      <div className="code-boxes">
        <input
          id="code"
          value={typed}
          onChange={({ target: { value } }) => {
            setShort(false)
            // kept as it is typed, because a keyboard that composes would lose its place; a link may be pasted
            if (tidyCode(value).length <= BINDING_CODE_LENGTH || codeIn(value, location.origin)) setTyped(value)
          }}
          aria-label={t('scan.code')}
          aria-describedby="code-says"
          aria-invalid={isShort || (refused !== null && typed === refused)}
          autoComplete="off"
          autoCapitalize="characters"
          autoCorrect="off"
          enterKeyHint="go"
          inputMode="email"
          spellCheck={false}
        />
        {Array.from({ length: BINDING_CODE_LENGTH }, (_, at) => (
          <span key={at} aria-hidden="true" className={at === shown.length ? 'is-next' : ''}>
            {shown[at]}
          </span>
        ))}
      </div>
      <p id="code-says" role="status" className="text-15 text-warn">
        {isShort && t('scan.tooShort')}
      </p>
      <Button type="submit" kind={code === null ? 'plain' : 'primary'} className="w-full">
        {t('scan.bind')}
      </Button>
    </form>
  )
}
