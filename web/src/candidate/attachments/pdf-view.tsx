// Owns: a PDF drawn page by page on a canvas, turned and sized by buttons and keys.
// Never puts its text where it could be selected; who hears the page instead of seeing it gets the words.
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { Icon } from '../../ui/icon.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { useTexts } from '../texts/index.ts'
import { drawPage, openPdf, textOf, type Drawing, type Pdf } from './pdf.ts'
import { Toolbar } from './toolbar.tsx'

export function PdfView({ bytes, onBroken }: { bytes: Uint8Array; onBroken: ReactNode }) {
  const { t } = useTexts()
  const [pdf, setPdf] = useState<Pdf | null>(null)
  const [isBroken, setBroken] = useState(false)
  const breakDown = useCallback(() => setBroken(true), [])
  useEffect(() => {
    const opened = openPdf(bytes)
    opened.pdf.then(setPdf, breakDown)
    return opened.close
  }, [bytes, breakDown])
  if (isBroken) return onBroken
  if (!pdf) {
    return (
      <p className="attachment-wait" role="status">
        <Icon name="spinner" />
        {t('attachments.drawing')}
      </p>
    )
  }
  return <Pages pdf={pdf} onBroken={breakDown} />
}

function Pages({ pdf, onBroken }: { pdf: Pdf; onBroken: () => void }) {
  const { t } = useTexts()
  const [page, setPage] = useState(1)
  const [zoom, setZoom] = useState(1)
  const place = useRef<HTMLDivElement>(null)
  const turn = (to: number): void => {
    if (to < 1 || to > pdf.numPages) return
    setPage(to)
    place.current?.scrollTo(0, 0)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const { scrollWidth, clientWidth } = event.currentTarget
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    // a page wider than its place is moved sideways by these keys
    if (by === undefined || scrollWidth > clientWidth) return
    event.preventDefault()
    turn(page + by)
  }
  return (
    <>
      <Toolbar zoom={zoom} onZoom={setZoom} paging={{ page, pages: pdf.numPages, onPage: turn }} />
      <ScrollRegion place={place} className="attachment-page" label={t('attachments.viewer')} onKeyDown={onKeyDown}>
        <Page pdf={pdf} number={page} zoom={zoom} onBroken={onBroken} />
      </ScrollRegion>
    </>
  )
}

type PageProps = { pdf: Pdf; number: number; zoom: number; onBroken: () => void }

function Page({ pdf, number, zoom, onBroken }: PageProps) {
  const { t } = useTexts()
  const paper = useRef<HTMLDivElement>(null)
  const width = useWidth(paper)
  const [text, setText] = useState('')
  useEffect(() => {
    if (width === 0) return
    let isOld = false
    let drawing: Drawing | undefined
    const draw = async (): Promise<void> => {
      const page = await pdf.getPage(number)
      if (isOld) return
      drawing = drawPage(page, width * zoom)
      await drawing.done
      // the page before stays until the new one is whole
      paper.current?.replaceChildren(drawing.canvas)
      setText(await textOf(page))
    }
    draw().catch(() => !isOld && onBroken())
    return () => {
      isOld = true
      drawing?.cancel()
    }
  }, [pdf, number, zoom, width, onBroken])
  return (
    <>
      <div
        ref={paper}
        className="attachment-paper"
        role="img"
        aria-label={t('attachments.page', { page: number, pages: pdf.numPages })}
      />
      <p className="sr-only" lang={/[一-鿿]/.test(text) ? 'zh-CN' : undefined}>
        {text}
      </p>
    </>
  )
}

/** The width that a page may fill, in CSS pixels; 0: not laid out yet. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const place = element.current
    if (!place) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)))
    observer.observe(place)
    return () => observer.disconnect()
  }, [element])
  return width
}
