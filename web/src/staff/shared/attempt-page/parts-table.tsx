// Owns: every part of an attempt with its receipt: what the server vouches for, to be read and copied.
// Never shortens a digest without giving the whole one.
import type { PartView, RecordingView } from '@zhishi/core/contract'
import type { Receipt } from '@zhishi/core/recording'
import { Button, Table, type TableColumnsType } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatBytes } from '../../../ui/time.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import { LineStateMark } from '../sitting-page/cells.tsx'
import { CopyButton } from '../copy-button.tsx'
import { formatExactLength, formatInstant } from '../moment.ts'
import { useZone } from '../zone.ts'

export function PartsTable({ recordings }: { recordings: readonly RecordingView[] }) {
  const { t } = useTranslation('staff')
  const [opened, setOpened] = useState<readonly string[]>([])
  const columns = useColumns(opened, (partId) =>
    setOpened(opened.includes(partId) ? opened.filter((id) => id !== partId) : [...opened, partId]),
  )
  return (
    <section className="card panel-wide">
      <h2>{t('attempt.parts')}</h2>
      <Table
        size="small"
        rowKey="partId"
        columns={columns}
        dataSource={recordings.flatMap((recording) => recording.parts)}
        pagination={false}
        expandable={{
          expandedRowKeys: opened,
          showExpandColumn: false,
          expandedRowRender: ({ receipt }) => receipt && <ReceiptText receipt={receipt} />,
        }}
      />
    </section>
  )
}

function useColumns(opened: readonly string[], toggle: (partId: string) => void): TableColumnsType<PartView> {
  const { t } = useTranslation('staff')
  return useMemo(
    () => [
      { key: 'line', title: t('attempt.columns.line'), render: (_, part) => t(`lines.${part.line}`) },
      { key: 'number', title: t('attempt.columns.number'), render: (_, part) => <PartNumber part={part} /> },
      { key: 'from', title: t('attempt.columns.from'), render: (_, part) => <From part={part} /> },
      { key: 'length', title: t('attempt.columns.length'), render: (_, part) => <Length part={part} /> },
      {
        key: 'bytes',
        title: t('attempt.columns.bytes'),
        align: 'right',
        render: (_, part) => <span className="nowrap">{formatBytes(part.bytes)}</span>,
      },
      {
        key: 'endReason',
        title: t('attempt.columns.endReason'),
        render: (_, part) => (part.endReason === null ? t('attempt.open') : t(`attempt.endReasons.${part.endReason}`)),
      },
      { key: 'sealedAt', title: t('attempt.columns.sealedAt'), render: (_, part) => <SealedAt part={part} /> },
      {
        key: 'receipt',
        title: t('attempt.columns.receipt'),
        render: (_, { partId, digest, receipt }) =>
          digest !== null && (
            <span className="row">
              <code title={digest}>
                {digest.slice(0, 8)}…{digest.slice(-4)}
              </code>
              <CopyButton text={digest} label={t('attempt.copyDigest')} />
              {receipt && (
                <Button size="small" aria-expanded={opened.includes(partId)} onClick={() => toggle(partId)}>
                  {t(opened.includes(partId) ? 'attempt.receiptHide' : 'attempt.receiptShow')}
                </Button>
              )}
            </span>
          ),
      },
    ],
    [t, opened, toggle],
  )
}

function PartNumber({ part: { number, generation } }: { part: PartView }) {
  const { t } = useTranslation('staff')
  // a part begins in generation 1; each loss of the server raises it
  if (generation === 1) return number
  return (
    <span>
      {number} <span className="faint block">{t('attempt.generation', { generation })}</span>
    </span>
  )
}

function From({ part: { startedAt, startedAtErrorMs, isStartUncertain } }: { part: PartView }) {
  const { t } = useTranslation('staff')
  const now = useServerNow()
  const zone = useZone()
  /** an error this small is not worth a reader's time: a picture lasts longer at 15 a second */
  const isExact = startedAtErrorMs !== null && startedAtErrorMs < 67
  return (
    <span className="nowrap">
      {formatInstant(startedAt, now, zone)}
      {!isExact && (
        <span className="faint block">
          {isStartUncertain
            ? t('attempt.startUnknown')
            : startedAtErrorMs === null
              ? t('attempt.uncertain')
              : t('attempt.errorWithin', { length: t('seconds', { value: (startedAtErrorMs / 1000).toFixed(1) }) })}
        </span>
      )}
    </span>
  )
}

function Length({ part: { startedAt, endedAt } }: { part: PartView }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  if (endedAt === null) return <span className="faint">{t('attempt.open')}</span>
  return <span className="nowrap">{formatExactLength(endedAt - startedAt, t, ui.t)}</span>
}

function SealedAt({ part: { sealedAt } }: { part: PartView }) {
  const now = useServerNow()
  const zone = useZone()
  if (sealedAt === null) return <LineStateMark state="arriving" />
  return (
    <span className="line-cell">
      <LineStateMark state="safe" />
      <span className="faint">{formatInstant(sealedAt, now, zone)}</span>
    </span>
  )
}

function ReceiptText({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation('staff')
  const now = useServerNow()
  const zone = useZone()
  const rows = {
    partId: receipt.partId,
    deviceId: receipt.deviceId,
    bytes: t('attempt.bytes', { bytes: receipt.bytes }),
    digest: receipt.digest,
    sealedAt: formatInstant(receipt.sealedAt, now, zone),
    auditHead: receipt.auditHead,
    keyId: receipt.keyId,
    signature: receipt.signature,
  }
  return (
    <div className="receipt">
      <dl>
        {(Object.keys(rows) as (keyof typeof rows)[]).map((name) => (
          <div key={name}>
            <dt>{t(`attempt.receiptFields.${name}`)}</dt>
            <dd className="mono">{rows[name]}</dd>
          </div>
        ))}
      </dl>
      <CopyButton text={JSON.stringify(receipt, null, 2)} label={t('attempt.copyReceipt')} />
    </div>
  )
}
