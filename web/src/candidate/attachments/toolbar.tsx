// Owns: the buttons above an attachment: pages and size. Never one that saves or prints.
import { Icon } from '../../ui/icon.tsx'
import { useTexts } from '../texts/index.ts'

/** Steps of the size; 1 fills the width. */
const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3]

type ToolbarProps = {
  zoom: number
  onZoom: (zoom: number) => void
  paging?: { page: number; pages: number; onPage: (page: number) => void }
}

export function Toolbar({ zoom, onZoom, paging }: ToolbarProps) {
  const { t } = useTexts()
  const at = ZOOMS.indexOf(zoom)
  const smaller = ZOOMS[at - 1]
  const larger = ZOOMS[at + 1]
  return (
    <div className="attachment-tools" role="toolbar" aria-label={t('attachments.tools')}>
      {paging && (
        <>
          <Step
            icon="back"
            label={t('attachments.previous')}
            to={paging.page > 1 ? paging.page - 1 : undefined}
            go={paging.onPage}
          />
          <span role="status">{t('attachments.page', { page: paging.page, pages: paging.pages })}</span>
          <Step
            icon="forward"
            label={t('attachments.next')}
            to={paging.page < paging.pages ? paging.page + 1 : undefined}
            go={paging.onPage}
          />
        </>
      )}
      <span className="flex-1" />
      <Step icon="dash" label={t('attachments.smaller')} to={smaller} go={onZoom} />
      <span className="min-w-[52px] text-center">{t('attachments.zoom', { percent: Math.round(zoom * 100) })}</span>
      <Step icon="larger" label={t('attachments.larger')} to={larger} go={onZoom} />
    </div>
  )
}

type StepProps = {
  icon: 'back' | 'forward' | 'dash' | 'larger'
  label: string
  /** undefined: there is no further one */
  to: number | undefined
  go: (to: number) => void
}

function Step({ icon, label, to, go }: StepProps) {
  return (
    <button
      type="button"
      className="btn btn-small"
      aria-label={label}
      title={label}
      // stays where it is for the keyboard when the last page is reached
      aria-disabled={to === undefined || undefined}
      onClick={() => to !== undefined && go(to)}
    >
      <Icon name={icon} size={22} />
    </button>
  )
}
