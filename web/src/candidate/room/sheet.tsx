// Owns: showing the A4 sheet to the camera: the picture of how, the press that notes it, and that it was done.
// The press notes a moment in the recording; it judges nothing.
import { useState } from 'react'
import type { AttemptId } from '@zhishi/core/ids'
import { serverClock } from '../../client/clock.ts'
import { keep, recall } from '../../client/device-store.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { formatTime } from '../../ui/time.ts'
import { useAttempting } from '../attempt/context.ts'
import { useCommand } from '../attempt/queries.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { useTexts } from '../texts/index.ts'

export type Sheet = { shownAt: number | null; show: () => void }

export function useSheet(attemptId: AttemptId): Sheet {
  const { recorder } = useRecorder()
  const { send } = useCommand(attemptId)
  const [shownAt, setShownAt] = useState(() => {
    const stored = recall(`sheet.${attemptId}`)
    return typeof stored === 'number' ? stored : null
  })
  const show = (): void => {
    const at = serverClock.now()
    void keep(`sheet.${attemptId}`, at)
    setShownAt(at)
    // the journal keeps it through a network that is away; the command is for those who watch now
    recorder.note({ kind: 'sheetShown' })
    void send({ kind: 'showSheet' })
  }
  return { shownAt, show }
}

/** @param isLate the questions wait behind the press: who entered late shows the sheet first */
export function SheetCard({ sheet, isLate = false }: { sheet: Sheet; isLate?: boolean }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  if (sheet.shownAt !== null) {
    return (
      <output className="sheet sheet-shown">
        <Icon name="good" size={32} className="text-ok" />
        <span>
          <b className="song block text-22">{t('waiting.sheetShown')}</b>
          {t('waiting.sheetShownBody', { time: formatTime(sheet.shownAt, view.interview.timeZone, true) })}
        </span>
      </output>
    )
  }
  return (
    <section className="sheet">
      <SheetDrawing />
      <div>
        <h2 className="song text-24">{t(isLate ? 'waiting.lateTitle' : 'waiting.sheetTitle')}</h2>
        <p className="mb-2 mt-1">{t('waiting.sheetBody')}</p>
        <p className="flex items-center gap-2 text-16 text-ink-2">
          <Icon name="info" size={20} />
          {t('waiting.sheetDesk')}
        </p>
        <Button kind={isLate ? 'primary' : 'plain'} icon="tick" className="mt-4" onClick={sheet.show}>
          {t(isLate ? 'waiting.lateButton' : 'waiting.sheetButton')}
        </Button>
      </div>
    </section>
  )
}

function SheetDrawing() {
  const { t } = useTexts()
  return (
    <svg viewBox="0 0 250 150" width="230" height="138" aria-hidden="true" className="flex-none">
      <g fill="#fff" stroke="var(--ink)" strokeWidth="2.2">
        <rect x="14" y="12" width="88" height="122" rx="2" />
        <rect x="150" y="12" width="88" height="122" rx="2" />
      </g>
      <g fill="#e8c3ad" stroke="#a77a62" strokeWidth="1.5">
        <path d="M2 118c8-12 18-16 24-10 4 5-4 9-10 12v14H2z" />
        <path d="M114 118c-8-12-18-16-24-10-4 5 4 9 10 12v14h14z" />
        <path d="M138 118c8-12 18-16 24-10 4 5-4 9-10 12v14h-14z" />
        <path d="M250 118c-8-12-18-16-24-10-4 5 4 9 10 12v14h14z" />
      </g>
      <path
        d="M112 56c6-14 22-14 28-2m0-9v10h-10"
        fill="none"
        stroke="var(--dai-600)"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <g fontSize="17" fontWeight="700" textAnchor="middle" fill="var(--ink-2)">
        <text x="58" y="72">
          {t('waiting.front')}
        </text>
        <text x="194" y="72">
          {t('waiting.back')}
        </text>
      </g>
    </svg>
  )
}
