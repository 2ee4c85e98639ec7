// Owns: 【导出到文件】: what this device recorded of an attempt as one file, with progress and what to do with it.
// Never uploads, and never says that anything is safe: the file is a copy, the device keeps its own.
import { EXPORT_MIME } from '@zhishi/core/recording'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExportSource } from '../capture/export-file.ts'
import { serverClock } from '../client/clock.ts'
import { choosePlace, type FilePlace } from '../client/save-file.ts'
import { Button, type ButtonProps } from './button.tsx'
import { Icon } from './icon.tsx'
import { ProgressBar } from './progress-bar.tsx'
import { formatBytes } from './time.ts'

type Stage =
  | { kind: 'idle' }
  | { kind: 'writing'; read: number; bytes: number }
  | { kind: 'done'; name: string; bytes: number; parts: number }
  | { kind: 'nothing' }
  | { kind: 'failed' }

type ExportRecordingsProps = {
  /** asked at the press: null where nothing of it can be had in this page */
  source: () => ExportSource | null
  /** part of the file's name */
  device: 'computer' | 'phone'
  supportPhone: string | null
  className?: string
} & Pick<ButtonProps, 'size'>

/** Enough of an attempt's id to tell the files of a morning apart on one memory stick. */
const NAMED_DIGITS = 8
/** Two changes a second are as much as a bar needs. */
const SHOW_EVERY_BYTES = 8_388_608

export function ExportRecordings({ source, device, supportPhone, size, className = '' }: ExportRecordingsProps) {
  const { t } = useTranslation('ui')
  const [stage, setStage] = useState<Stage>({ kind: 'idle' })

  const write = async (from: ExportSource, place: FilePlace, name: string): Promise<void> => {
    let shown = 0
    const { packExport } = await import('../capture/export-file.ts')
    const file = await packExport(from, serverClock.now(), (read) => {
      if (read - shown < SHOW_EVERY_BYTES) return
      shown = read
      setStage((was) => (was.kind === 'writing' ? { ...was, read } : was))
    })
    if (!file) return setStage({ kind: 'nothing' })
    const { bytes, parts, stream } = file
    setStage({ kind: 'writing', read: 0, bytes })
    await place.write(stream)
    setStage({ kind: 'done', name, bytes, parts })
  }
  const start = async (): Promise<void> => {
    const from = source()
    if (!from) return setStage({ kind: 'nothing' })
    const name = `zhishi-${device}-${from.attemptId.slice(0, NAMED_DIGITS)}.zip`
    try {
      const place = await choosePlace(name, EXPORT_MIME)
      if (!place) return
      setStage({ kind: 'writing', read: 0, bytes: 0 })
      await write(from, place, name)
    } catch {
      setStage({ kind: 'failed' })
    }
  }

  return (
    <div className={className}>
      <Button
        {...(size ? { size } : {})}
        icon="storage"
        className={device === 'phone' ? 'w-full' : ''}
        isBusy={stage.kind === 'writing'}
        onClick={() => void start()}
      >
        {t('export.button')}
      </Button>
      {stage.kind === 'writing' && (
        <div className="mt-2">
          <ProgressBar
            share={stage.bytes === 0 ? 0 : stage.read / stage.bytes}
            label={t('export.writing')}
            isSafe={false}
          />
        </div>
      )}
      <div role="status" className="text-15 leading-normal text-ink-2">
        {stage.kind === 'writing' && <p>{t('export.writing')}</p>}
        {stage.kind === 'nothing' && <p>{t('export.nothing')}</p>}
        {stage.kind === 'failed' && (
          <p className="text-warn">
            <b>{t('export.failed')}</b> {t('export.failedTodo')}
          </p>
        )}
        {stage.kind === 'done' && (
          <p>
            <b className="inline-flex items-center gap-[6px] text-ink">
              <Icon name="good" size={20} />
              {t('export.done', { name: stage.name, size: formatBytes(stage.bytes), count: stage.parts })}
            </b>{' '}
            {t('export.doneTodo')} {supportPhone !== null && <b>{supportPhone}</b>}
          </p>
        )}
      </div>
    </div>
  )
}
