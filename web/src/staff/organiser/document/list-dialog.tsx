// Owns: taking a list of people in, pasted or from a file, with what is wrong of each line before anything is added.
import { Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../ui/icon.tsx'
import type { PersonDoc } from './doc.ts'
import { FileButton } from './fields.tsx'
import { readList } from './roster-list.ts'

type ListDialogProps = {
  isKnown: (number: string) => boolean
  onBack: () => void
  onTake: (people: PersonDoc[]) => void
}

/** More problems at once are not read; they are counted. */
const LISTED_PROBLEMS = 50

export function ListDialog({ isKnown, onBack, onTake }: ListDialogProps) {
  const { t } = useTranslation('staff')
  const [text, setText] = useState('')
  const read = text.trim() === '' ? null : readList(text, isKnown)
  return (
    <Modal
      open
      width={860}
      closable={false}
      title={t('document.list.title')}
      okText={t('document.list.apply')}
      cancelText={t('document.person.back')}
      okButtonProps={{ disabled: !read?.ok }}
      onCancel={onBack}
      onOk={() => read?.ok && onTake(read.people)}
    >
      <div className="form">
        <p>{t('document.list.lead')}</p>
        <div className="row">
          <FileButton
            label={t('document.list.upload')}
            accept=".csv,.txt,.tsv"
            onFile={async (file) => setText(await file.text())}
          />
        </div>
        <Input.TextArea
          aria-label={t('document.list.field')}
          className="mono-field"
          rows={10}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <div role="status">
          {read?.ok && (
            <p className="row safe-line">
              <Icon name="good" size={16} />
              {t('document.list.good', { count: read.people.length })}
            </p>
          )}
          {read && !read.ok && (
            <>
              <p className="row fault">
                <Icon name="attention" size={16} />
                {t('document.list.bad', { count: read.problems.length })}
              </p>
              <ol className="problems">
                {read.problems.slice(0, LISTED_PROBLEMS).map(({ line, kind, text: about }) => (
                  <li key={`${line} ${kind}`}>
                    <b>{t('document.list.at', { line })}</b>
                    {t(`document.list.problems.${kind}`, { text: about })}
                  </li>
                ))}
              </ol>
            </>
          )}
        </div>
      </div>
    </Modal>
  )
}
