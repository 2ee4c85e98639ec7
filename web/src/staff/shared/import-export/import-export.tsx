// Owns: taking in the file a candidate handed over: chosen, sent, and what came of each part.
// Never judges what is in it: the server compares, and says it here.
import type { ImportView } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { EXPORT_MAX_BYTES } from '@zhishi/core/recording'
import { Button, Progress } from 'antd'
import { useRef, useState, type ChangeEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { sendExport } from '../../../client/send-export.ts'
import { Icon } from '../../../ui/icon.tsx'
import { formatBytes } from '../../../ui/time.ts'
import { Notice } from '../frame/states.tsx'
import type { Failure } from '../queries.ts'
import { useFailureText } from '../failure-text.ts'

type Stage =
  | { kind: 'idle' }
  | { kind: 'sending'; name: string; share: number }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'done'; name: string; result: ImportView }

export function ImportExport({ attemptId }: { attemptId: AttemptId }) {
  const { t } = useTranslation('staff')
  const field = useRef<HTMLInputElement>(null)
  const say = useFailureText()
  const [stage, setStage] = useState<Stage>({ kind: 'idle' })
  const said = stage.kind === 'failed' ? say(stage.failure) : null

  const take = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = event.target.files?.[0]
    // the same file again must be a change again
    event.target.value = ''
    if (!file) return
    if (file.size > EXPORT_MAX_BYTES) return setStage({ kind: 'failed', failure: { refusal: { code: 'tooLarge' } } })
    const { name } = file
    setStage({ kind: 'sending', name, share: 0 })
    const answer = await sendExport(attemptId, file, (share) => setStage({ kind: 'sending', name, share }))
    setStage(
      answer.ok
        ? { kind: 'done', name, result: answer.value }
        : { kind: 'failed', failure: { refusal: answer.refusal } },
    )
  }

  return (
    <div className="import">
      <p className="faint">{t('records.import.note')}</p>
      <div className="row">
        <input
          ref={field}
          type="file"
          accept=".zip"
          aria-label={t('records.import.file')}
          hidden
          onChange={(event) => void take(event)}
        />
        <Button loading={stage.kind === 'sending'} onClick={() => field.current?.click()}>
          {t('records.import.button')}
        </Button>
        {stage.kind === 'sending' && (
          <Progress
            className="import-bar"
            size="small"
            percent={Math.floor(stage.share * 100)}
            aria-label={t('records.import.sending', { name: stage.name })}
          />
        )}
      </div>
      <div role="status">
        {stage.kind === 'sending' && (
          <p className="faint">
            {t(stage.share < 1 ? 'records.import.sending' : 'records.import.checking', { name: stage.name })}
          </p>
        )}
        {stage.kind === 'done' && <Done name={stage.name} result={stage.result} />}
      </div>
      {said && <Notice tone="warn" what={said.what} todo={said.todo} />}
    </div>
  )
}

function Done({ name, result: { parts } }: { name: string; result: ImportView }) {
  const { t } = useTranslation('staff')
  const say = useFailureText()
  const addedBytes = parts.reduce((sum, part) => sum + part.addedBytes, 0)
  const facts = { name, count: parts.length, sealed: parts.filter((part) => part.isSealed).length }
  const refused = parts.filter((part) => part.refusal !== null)
  return (
    <>
      {refused.length === 0 && (
        <p className="done">
          <Icon name="good" size={16} />
          {addedBytes === 0
            ? t('records.import.nothingNew', facts)
            : t('records.import.done', { ...facts, size: formatBytes(addedBytes) })}
        </p>
      )}
      <ul className="import-parts">
        {parts.map((part) => (
          <li key={part.partId} className={part.refusal === null ? '' : 'need'}>
            <Icon name={part.refusal === null ? 'good' : 'attention'} size={14} />
            <span>{t('player.part', { line: t(`lines.${part.line}`), number: part.number })}</span>
            <span className="faint">
              {part.refusal === null
                ? t(part.addedBytes === 0 ? 'records.import.here' : 'records.import.added', {
                    size: formatBytes(part.addedBytes === 0 ? part.bytes : part.addedBytes),
                  })
                : say({ refusal: { code: part.refusal } }).what}
              {part.isSealed && ` · ${t('records.import.sealed')}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
