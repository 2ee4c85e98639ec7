// Owns: 【导出到文件】: what this device recorded of an attempt as a file, or on a phone as several that it can handle, with
// progress, with what the browser said of how each ended, and with what to do next.
// Never uploads, and never says that anything is safe: a file is a copy, the device keeps its own.
import { EXPORT_MIME } from '@zhishi/core/recording'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExportFile, ExportSource } from '../capture/export/export-file.ts'
import { serverClock } from '../client/clock.ts'
import { canShare, chooseSaveTarget, download, fileOf, share, type Saved } from '../client/save-file.ts'
import { Button, type ButtonProps } from './button.tsx'
import { Icon } from './icon.tsx'
import { ProgressBar } from './progress-bar.tsx'
import { formatBytes } from './time.ts'

/** One of the files; `file`: it lies ready in this page, to be saved or saved once more. */
type Piece = { name: string; number: number; of: number; bytes: number; parts: number; file: File | null }
type Stage =
  | { kind: 'idle' }
  | { kind: 'writing'; read: number; bytes: number }
  /** waits for the press that the share sheet needs */
  | { kind: 'ready'; piece: Piece; hasRefused: boolean }
  | { kind: 'ended'; piece: Piece; saved: Exclude<Saved, 'notSaved'> }
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
/** A phone holds a whole file before it can be saved: an hour at 600 kbit/s is 270 MB, and a memory of 2 GB has room for it. */
const PHONE_FILE_BYTES = 268_435_456

export function ExportRecordings({ source, device, supportPhone, size, className = '' }: ExportRecordingsProps) {
  const { t } = useTranslation('ui')
  const [stage, setStage] = useState<Stage>({ kind: 'idle' })
  const [files, setFiles] = useState<ExportFile[]>([])
  const [base, setBase] = useState('')

  const guarded = (work: () => Promise<void>) => (): void => void work().catch(() => setStage({ kind: 'failed' }))
  const nameOf = (named: string, at: number, of: number): string =>
    of === 1 ? `${named}.zip` : `${named}-${at + 1}-${of}.zip`

  const pack = async (from: ExportSource, mostBytes: number): Promise<ExportFile[]> => {
    let shown = 0
    const { packExport } = await import('../capture/export/export-file.ts')
    const onRead = (read: number): void => {
      if (read - shown < SHOW_EVERY_BYTES) return
      shown = read
      setStage((was) => (was.kind === 'writing' ? { ...was, read } : was))
    }
    return packExport(from, serverClock.now(), onRead, mostBytes)
  }

  /** A computer: one file, to a place that is chosen first where there is such a dialog. */
  const startHere = async (from: ExportSource, named: string): Promise<void> => {
    const name = `${named}.zip`
    const place = await chooseSaveTarget(name, EXPORT_MIME)
    if (!place) return
    setStage({ kind: 'writing', read: 0, bytes: 0 })
    const [file] = await pack(from, Infinity)
    if (!file) return setStage({ kind: 'nothing' })
    const { bytes, parts } = file
    setStage({ kind: 'writing', read: 0, bytes })
    const saved = await place.write(file.open())
    setStage({ kind: 'ended', piece: { name, number: 1, of: 1, bytes, parts, file: null }, saved })
  }

  /** A phone: one file after the other, each made ready and then saved by a press of its own. */
  const startOnPhone = async (from: ExportSource, named: string): Promise<void> => {
    setStage({ kind: 'writing', read: 0, bytes: 0 })
    const packed = await pack(from, PHONE_FILE_BYTES)
    if (packed.length === 0) return setStage({ kind: 'nothing' })
    setFiles(packed)
    setBase(named)
    await prepare(packed, named, 0)
  }
  const prepare = async (of: ExportFile[], named: string, at: number): Promise<void> => {
    const next = of[at]
    if (!next) return
    const { bytes, parts } = next
    setStage({ kind: 'writing', read: 0, bytes })
    const name = nameOf(named, at, of.length)
    const file = await fileOf(next.open(), name, EXPORT_MIME)
    const piece: Piece = { name, number: at + 1, of: of.length, bytes, parts, file }
    if (canShare(name, EXPORT_MIME)) setStage({ kind: 'ready', piece, hasRefused: false })
    else setStage({ kind: 'ended', piece, saved: download(file) })
  }
  const saveReady = async (piece: Piece): Promise<void> => {
    if (!piece.file) return
    // where the share sheet does not take it after all, a download is another way
    const saved = await share(piece.file).catch(() => download(piece.file!))
    if (saved === 'notSaved') setStage({ kind: 'ready', piece, hasRefused: true })
    else setStage({ kind: 'ended', piece, saved })
  }
  const start = async (): Promise<void> => {
    const from = source()
    if (!from) return setStage({ kind: 'nothing' })
    const named = `zhishi-${device}-${from.attemptId.slice(0, NAMED_DIGITS)}`
    await (device === 'phone' ? startOnPhone(from, named) : startHere(from, named))
  }

  const wide = device === 'phone' ? 'w-full' : ''
  return (
    <div className={className}>
      <Button
        {...(size ? { size } : {})}
        icon="storage"
        className={wide}
        isBusy={stage.kind === 'writing'}
        onClick={guarded(start)}
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
        {stage.kind === 'ready' && (
          <p>
            <b className="text-ink">
              {t('export.ready', { name: stage.piece.name, size: formatBytes(stage.piece.bytes) })}
            </b>{' '}
            {t(stage.hasRefused ? 'export.notSaved' : 'export.readyTodo')}
          </p>
        )}
        {stage.kind === 'ended' && <Ended piece={stage.piece} saved={stage.saved} supportPhone={supportPhone} />}
      </div>
      {stage.kind === 'ready' && (
        <Button
          kind="primary"
          icon="storage"
          className={`mt-2 ${wide}`}
          onClick={guarded(() => saveReady(stage.piece))}
        >
          {t('export.save', { number: stage.piece.number, count: stage.piece.of })}
        </Button>
      )}
      {stage.kind === 'ended' && stage.saved === 'handedOver' && stage.piece.file && (
        <Button size="small" className={`mt-2 ${wide}`} onClick={() => void download(stage.piece.file!)}>
          {t('export.again')}
        </Button>
      )}
      {stage.kind === 'ended' && stage.piece.number < stage.piece.of && (
        <Button
          kind="primary"
          className={`mt-2 ${wide}`}
          onClick={guarded(() => prepare(files, base, stage.piece.number))}
        >
          {t('export.next', { number: stage.piece.number + 1, count: stage.piece.of })}
        </Button>
      )}
    </div>
  )
}

function Ended({ piece, saved, supportPhone }: { piece: Piece; saved: Saved; supportPhone: string | null }) {
  const { t } = useTranslation('ui')
  const { name, bytes, parts, number, of } = piece
  const facts = { name, size: formatBytes(bytes), count: parts }
  return (
    <p>
      <b className="inline-flex items-center gap-[6px] text-ink">
        <Icon name={saved === 'saved' ? 'good' : 'info'} size={20} />
        {t(saved === 'saved' ? 'export.done' : 'export.handedOver', facts)}
      </b>{' '}
      {saved === 'handedOver' && `${t('export.handedOverTodo')} `}
      {number === of && t('export.doneTodo')} {number === of && supportPhone !== null && <b>{supportPhone}</b>}
    </p>
  )
}
