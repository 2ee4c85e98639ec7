// Owns: taking a list of people in, pasted or from a file, with what is wrong of each line before anything is added.
import { Checkbox, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../ui/icon.tsx'
import type { PersonDoc } from './doc.ts'
import { FileButton } from './fields.tsx'
import { readList } from './roster-list.ts'

type ListDialogProps = {
  /** null: nobody of the interview has this number */
  nameOf: (number: string) => string | null
  onBack: () => void
  onTake: (people: PersonDoc[]) => void
}

/** More problems at once are not read; they are counted. */
const LISTED = 50

export function ListDialog({ nameOf, onBack, onTake }: ListDialogProps) {
  const { t } = useTranslation('staff')
  const [text, setText] = useState('')
  // what was looked at is looked at again when the list changes
  const [looked, setLooked] = useState('')
  const read = text.trim() === '' ? null : readList(text, nameOf)
  const isLooked = read?.doubts.length === 0 || looked === text
  return (
    <Modal
      open
      width={860}
      closable={false}
      title={t('document.list.title')}
      okText={t('document.list.apply')}
      cancelText={t('document.person.back')}
      okButtonProps={{ disabled: !read?.ok || read.people.length === 0 || !isLooked }}
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
          {read?.ok && read.doubts.length === 0 && (
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
                {read.problems.slice(0, LISTED).map(({ line, kind, text: about }) => (
                  <li key={`${line} ${kind}`}>
                    <b>{t('document.list.at', { line })}</b>
                    {t(`document.list.problems.${kind}`, { text: about })}
                  </li>
                ))}
              </ol>
            </>
          )}
          {read && read.doubts.length > 0 && (
            <>
              <p className="row fault">
                <Icon name="attention" size={16} />
                {t('document.list.doubtful', { count: read.doubts.length })}
              </p>
              <ol className="problems">
                {read.doubts.map((doubt) => (
                  <li key={`${doubt.line} ${doubt.kind} ${doubt.text}`}>
                    <b>{t('document.list.at', { line: doubt.line })}</b>
                    {t(`document.list.doubts.${doubt.kind}`, doubt)}
                  </li>
                ))}
              </ol>
            </>
          )}
        </div>
        {read?.ok && read.doubts.length > 0 && (
          <Checkbox checked={isLooked} onChange={(event) => setLooked(event.target.checked ? text : '')}>
            {t('document.list.looked', { count: read.people.length })}
          </Checkbox>
        )}
      </div>
    </Modal>
  )
}
