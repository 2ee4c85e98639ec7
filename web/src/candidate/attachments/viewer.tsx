// Owns: one attachment on the page: fetched with progress, shown as PDF, picture or text under the lot's watermark.
// Never offers to save, copy or print it; a reader of the screen gets its text all the same.
import type { AttachmentView } from '@zhishi/core/contract'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { inLanguage } from '../../ui/i18n.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { useRefusalText } from '../../ui/refusal-text.ts'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { formatBytes } from '../../ui/time.ts'
import { useAttempting } from '../attempt/context.ts'
import { useTexts } from '../texts/index.ts'
import { useUntaken } from '../untaken.ts'
import { Watermark } from '../watermark.tsx'
import { fetchAttachment, type Fetched } from './fetch.ts'
import { Toolbar } from './toolbar.tsx'

type Bytes = Uint8Array<ArrayBuffer>
export type Held = Map<number, Bytes>

type ViewerProps = {
  attachment: AttachmentView
  /** what this page has fetched already, so that looking again needs no network */
  held: Held
  onShown: (number: number) => void
}

export function Viewer({ attachment, held, onShown }: ViewerProps) {
  const { t, language } = useTexts()
  const { view } = useAttempting()
  const { bytes, doneBytes, failure, tries, again } = useBytes(attachment, held)
  const place = useRef<HTMLElement>(null)
  useUntaken(place)
  const { number, name } = attachment
  useEffect(() => {
    if (bytes) onShown(number)
  }, [bytes, number, onShown])
  return (
    <section ref={place} className="card attachment" aria-label={inLanguage(name, language)}>
      {bytes ? (
        <Shown
          // tried again: drawn from the beginning
          key={tries}
          attachment={attachment}
          bytes={bytes}
          onBroken={<Failed what={t('attachments.failed')} onRetry={again} />}
        />
      ) : failure ? (
        <NotFetched failure={failure} onRetry={again} />
      ) : (
        <Fetching doneBytes={doneBytes} bytes={attachment.bytes} />
      )}
      {view.lot !== null && <Watermark text={t('attachments.watermark', { lot: view.lot })} />}
    </section>
  )
}

type Failure = Extract<Fetched, { ok: false }>

/** The content, fetched once; `again` begins anew after a failure. */
function useBytes({ number, bytes: length }: AttachmentView, held: Held) {
  const { view } = useAttempting()
  const { attemptId } = view
  const [bytes, setBytes] = useState<Bytes | null>(held.get(number) ?? null)
  const [doneBytes, setDoneBytes] = useState(0)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    if (held.has(number)) return
    const ending = new AbortController()
    let isSettled = false
    void fetchAttachment({ attemptId, number, bytes: length }, setDoneBytes, ending.signal).then((fetched) => {
      if (ending.signal.aborted) return
      isSettled = true
      if (!fetched.ok) return setFailure(fetched)
      held.set(number, fetched.bytes)
      setBytes(fetched.bytes)
    })
    return () => {
      if (!isSettled) ending.abort()
    }
  }, [attemptId, number, length, held, tries])
  const again = (): void => {
    setFailure(null)
    setDoneBytes(0)
    setTries(tries + 1)
  }
  return { bytes, doneBytes, failure, tries, again }
}

function Shown({ attachment, bytes, onBroken }: { attachment: AttachmentView; bytes: Bytes; onBroken: ReactNode }) {
  switch (attachment.mime) {
    case 'application/pdf':
      return <Pdf bytes={bytes} onBroken={onBroken} />
    case 'image/png':
    case 'image/jpeg':
      return <Picture attachment={attachment} bytes={bytes} onBroken={onBroken} />
    default:
      return <Words bytes={bytes} />
  }
}

/** pdf.js is large, so it comes only when there is a PDF to show. */
function Pdf({ bytes, onBroken }: { bytes: Bytes; onBroken: ReactNode }) {
  const [loaded, setLoaded] = useState<typeof import('./pdf-view.tsx') | 'broken' | null>(null)
  useEffect(() => {
    let isGone = false
    const settle = (to: NonNullable<typeof loaded>): void => {
      if (!isGone) setLoaded(to)
    }
    import('./pdf-view.tsx').then(settle, () => settle('broken'))
    return () => {
      isGone = true
    }
  }, [])
  if (loaded === 'broken') return onBroken
  return loaded ? <loaded.PdfView bytes={bytes} onBroken={onBroken} /> : <Waiting />
}

function Picture({ attachment, bytes, onBroken }: { attachment: AttachmentView; bytes: Bytes; onBroken: ReactNode }) {
  const { t, language } = useTexts()
  const image = useRef<HTMLImageElement>(null)
  const [isBroken, setBroken] = useState(false)
  const [zoom, setZoom] = useState(1)
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([bytes], { type: attachment.mime }))
    if (image.current) image.current.src = url
    return () => URL.revokeObjectURL(url)
  }, [attachment.mime, bytes])
  if (isBroken) return onBroken
  return (
    <>
      <Toolbar zoom={zoom} onZoom={setZoom} />
      <ScrollRegion className="attachment-page" label={t('attachments.viewer')}>
        <img
          ref={image}
          alt={inLanguage(attachment.name, language)}
          draggable={false}
          className="attachment-picture"
          style={zoom === 1 ? undefined : { width: `${zoom * 100}%`, maxWidth: 'none' }}
          onError={() => setBroken(true)}
        />
      </ScrollRegion>
    </>
  )
}

function Words({ bytes }: { bytes: Bytes }) {
  const { t } = useTexts()
  const text = useMemo(() => new TextDecoder().decode(bytes), [bytes])
  return (
    <ScrollRegion className="attachment-page" label={t('attachments.viewer')}>
      <p className="attachment-text" lang={/[一-鿿]/.test(text) ? 'zh-CN' : undefined}>
        {text}
      </p>
    </ScrollRegion>
  )
}

function Waiting() {
  const { t } = useTexts()
  return (
    <p className="attachment-wait" role="status">
      <Icon name="spinner" />
      {t('attachments.drawing')}
    </p>
  )
}

function Fetching({ doneBytes, bytes }: { doneBytes: number; bytes: number }) {
  const { t } = useTexts()
  return (
    <div className="attachment-wait">
      <p>{t('attachments.loading')}</p>
      <div className="w-full max-w-[360px]">
        <ProgressBar share={bytes === 0 ? 0 : doneBytes / bytes} label={t('attachments.loading')} isSafe={false} />
      </div>
      <p className="text-15">{t('attachments.amount', { done: formatBytes(doneBytes), all: formatBytes(bytes) })}</p>
    </div>
  )
}

function NotFetched({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const { view } = useAttempting()
  const say = useRefusalText(view.interview.timeZone)
  const { what, todo } = say(failure.refusal)
  return <Failed what={what} todo={todo} onRetry={onRetry} />
}

function Failed({ what, todo, onRetry }: { what: string; todo?: string; onRetry: () => void }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  return (
    <div className="attachment-wait">
      <Callout tone="warn" title={what}>
        <p>{todo ?? t('attachments.broken', { phone: view.interview.supportPhone })}</p>
        <Button size="small" icon="refresh" className="mt-3" onClick={onRetry}>
          {t('attachments.retry')}
        </Button>
      </Callout>
    </div>
  )
}
