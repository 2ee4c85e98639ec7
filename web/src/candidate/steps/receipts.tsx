// Owns: the receipts of an attempt: folded away under the table, and 【保存回执】 as a file that anybody can check.
// Never shows an empty part: there is nothing to vouch for.
import type { AttemptView, PartView, RecordingCoverage, RecordingView } from '@zhishi/core/contract'
import { useState } from 'react'
import { chooseSaveTarget } from '../../client/save-file.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { formatBytes } from '../../ui/time.ts'
import { useAttempting } from '../attempt/context.ts'
import { useTexts } from '../texts/index.ts'
import { LINE_ICONS } from './line-icons.ts'

export type Written = { recording: RecordingView; parts: readonly PartView[] }

/** Recordings with the parts in which there is something. */
export function writtenOf(recordings: readonly RecordingView[]): Written[] {
  return recordings
    .map((recording) => ({ recording, parts: recording.parts.filter(({ bytes }) => bytes > 0) }))
    .filter(({ parts }) => parts.length > 0)
}

const receiptsOf = (all: readonly Written[]) =>
  all.flatMap(({ parts }) => parts.flatMap(({ receipt }) => receipt ?? []))

/** How much of a receipt a person compares aloud: the first 8 of 64 digits of the digest. */
const READ_ALOUD = 8

export function Receipts({ written }: { written: readonly Written[] }) {
  const { t } = useTexts()
  return (
    <details className="coverage-receipts">
      <summary>
        <Icon name="down" size={18} />
        {t('coverage.receipts', { count: receiptsOf(written).length })}
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('handIn.columns.line')}</th>
            <th scope="col">{t('handIn.columns.parts')}</th>
            <th scope="col">{t('handIn.columns.size')}</th>
            <th scope="col">{t('handIn.columns.receipt')}</th>
          </tr>
        </thead>
        <tbody>
          {written.map(({ recording: { line, bytes }, parts }) => (
            <tr key={line}>
              <td>
                <span className="flex items-center gap-[10px]">
                  <Icon name={LINE_ICONS[line]} size={20} />
                  {t(`handIn.lines.${line}`)}
                </span>
              </td>
              <td>{parts.length}</td>
              <td>{formatBytes(bytes)}</td>
              <td className="font-mono">
                {parts.flatMap(({ receipt }) => receipt?.digest.slice(0, READ_ALOUD).toUpperCase() ?? []).join(' · ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

type SaveReceiptsProps = { written: readonly Written[]; coverage: RecordingCoverage | null; isPrimary: boolean }

export function SaveReceipts({ written, coverage, isPrimary }: SaveReceiptsProps) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const [outcome, setOutcome] = useState<'saved' | 'notSaved' | null>(null)
  const save = async (): Promise<void> => {
    setOutcome(null)
    try {
      const place = await chooseSaveTarget(fileName(view), 'application/json')
      if (!place) return
      await place.write(new Blob([fileText(view, written, coverage)]).stream())
      setOutcome('saved')
    } catch {
      setOutcome('notSaved')
    }
  }
  return (
    <>
      <Button kind={isPrimary ? 'primary' : 'plain'} icon="download" onClick={() => void save()}>
        {t('coverage.save')}
      </Button>
      <output className="text-16 text-ink-2">{outcome && t(`coverage.${outcome}`)}</output>
    </>
  )
}

/** `zhishi-receipts-20261217-17.json`: by the day, and the lot where there is one; never a name. */
function fileName({ handedInAt, serverNow, lot }: AttemptView): string {
  const day = new Date(handedInAt ?? serverNow).toISOString().slice(0, 10).replaceAll('-', '')
  return `zhishi-receipts-${day}${lot === null ? '' : `-${lot}`}.json`
}

/** Receipts as the server signed them, for `npm run verify`; beside them what they are about. */
function fileText(view: AttemptView, written: readonly Written[], coverage: RecordingCoverage | null): string {
  const { attemptId, interview, sitting, schedule, lot, enteredAt, finishedAt, handedInAt } = view
  const about = {
    attemptId,
    interview: interview.name,
    sitting: sitting.name,
    lot,
    schedule,
    enteredAt,
    finishedAt,
    handedInAt,
  }
  return `${JSON.stringify({ about, coverage, receipts: receiptsOf(written) }, null, 2)}\n`
}
