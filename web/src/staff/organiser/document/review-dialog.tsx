// Owns: the last look before an edit is saved, and what is said when somebody else was faster.
// Never closes on a refusal: what was edited stays behind it.
import { Button, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { Notice } from '../../shared/frame/states.tsx'
import { useFailureText } from '../../shared/failure-text.ts'
import { DraftReport } from './draft-report.tsx'
import type { useDraft } from './use-draft.ts'

type ReviewDialogProps = {
  draft: ReturnType<typeof useDraft>
  timeZone: string
  nameOfSitting: (key: string) => string
  /** reads the document in force anew, without what was edited here */
  onReload: () => void
}

export function ReviewDialog({ draft, timeZone, nameOfSitting, onReload }: ReviewDialogProps) {
  const { t } = useTranslation('staff')
  const say = useFailureText()
  const { view, failure, isBusy, save, clear } = draft
  const said = failure && say(failure)
  const isConflict = failure?.refusal?.code === 'documentChanged'
  const hasChanges = view?.state === 'ready' && view.counts.length > 0
  return (
    <Modal
      open
      width={860}
      closable={false}
      title={t('document.reviewTitle')}
      onCancel={clear}
      footer={[
        <Button key="back" onClick={clear}>
          {t('document.back')}
        </Button>,
        isConflict ? (
          <Button key="reload" type="primary" onClick={onReload}>
            {t('document.reload')}
          </Button>
        ) : (
          <Button key="save" type="primary" disabled={!hasChanges} loading={isBusy} onClick={() => void save()}>
            {t('document.save')}
          </Button>
        ),
      ]}
    >
      <div className="form review">
        {said && <Notice tone="warn" what={said.what} todo={said.todo} />}
        {view ? (
          <DraftReport view={view} timeZone={timeZone} nameOfSitting={nameOfSitting} />
        ) : (
          isBusy && <p role="status">{t('document.checking')}</p>
        )}
      </div>
    </Modal>
  )
}
