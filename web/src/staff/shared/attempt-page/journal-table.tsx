// Owns: the entries of a journal as rows: claim and arrival side by side, and each entry in words.
// Never drops one that it has no words for.
import type { JournalLine } from '@zhishi/core/contract'
import { PHASES, type Phase } from '@zhishi/core/process'
import { repeatsOfStills, type JournalBody } from '@zhishi/core/recording'
import { Table, type TableColumnsType } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../ui/icon.tsx'
import { formatBytes } from '../../../ui/time.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import { formatExactLength, formatInstant } from '../moment.ts'
import { useZone } from '../zone.ts'
import { NoticeStills, type NoticeStill } from './notice-stills.tsx'

/** Entries travel with the uploads, every 5 s at most; later than two of them is worth saying. */
const LATE_MS = 10_000

type JournalTableProps = {
  entries: readonly JournalLine[]
  /** null: nobody has asked for them */
  stills: readonly NoticeStill[] | null
}

export function JournalTable({ entries, stills }: JournalTableProps) {
  const repeats = useMemo(
    () =>
      repeatsOfStills(
        entries.map((one) => (isNoticed(one) ? one.claimedAt : null)),
        stills ?? [],
      ),
    [entries, stills],
  )
  const columns = useColumns(stills, repeats)
  return (
    <Table
      size="small"
      className="journal-table"
      rowKey={({ partId, offset }) => `${partId}${offset}`}
      columns={columns}
      dataSource={entries}
      pagination={false}
    />
  )
}

function useColumns(stills: JournalTableProps['stills'], repeats: ReadonlySet<number>): TableColumnsType<JournalLine> {
  const { t } = useTranslation('staff')
  return useMemo(
    () => [
      {
        key: 'claimed',
        title: t('records.journal.columns.claimed'),
        width: 150,
        render: (_, { claimedAt }) =>
          claimedAt === null ? <span className="faint">{t('records.journal.unknown')}</span> : <At at={claimedAt} />,
      },
      {
        key: 'arrived',
        title: t('records.journal.columns.arrived'),
        width: 220,
        render: (_, entry) => <Arrived entry={entry} />,
      },
      {
        key: 'device',
        title: t('records.journal.columns.device'),
        width: 90,
        render: (_, { device }) => t(`records.journal.devices.${device}`),
      },
      {
        key: 'what',
        title: t('records.journal.columns.what'),
        render: (_, entry, place) => <What entry={entry} stills={stills} isRepeat={repeats.has(place)} />,
      },
    ],
    [t, stills, repeats],
  )
}

function At({ at }: { at: number }) {
  const now = useServerNow()
  const zone = useZone()
  return <span className="nowrap">{formatInstant(at, now, zone)}</span>
}

function Arrived({ entry: { claimedAt, arrivedAt } }: { entry: JournalLine }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const lateMs = claimedAt === null ? 0 : arrivedAt - claimedAt
  return (
    <span className="nowrap">
      <At at={arrivedAt} />
      {lateMs > LATE_MS && (
        <b className="late">{t('records.journal.late', { length: formatExactLength(lateMs, t, ui.t) })}</b>
      )}
    </span>
  )
}

/** What stills are kept for. */
const isNoticed = ({ body }: JournalLine): boolean => body?.kind === 'notice' || body?.kind === 'gap'

type WhatProps = { entry: JournalLine; stills: JournalTableProps['stills']; isRepeat: boolean }

function What({ entry, stills, isRepeat }: WhatProps) {
  const { t } = useTranslation('staff')
  const say = useSayBody()
  const { body, claimedAt } = entry
  if (body === null) return <span className="faint">{t('records.journal.unreadableLine')}</span>
  if (!isNoticed(entry)) return <span>{say(body)}</span>
  return (
    <>
      <span className="journal-notice">
        <Icon name="attention" size={14} />
        {say(body)}
      </span>
      {stills && claimedAt !== null && <NoticeStills at={claimedAt} stills={stills} isRepeat={isRepeat} />}
    </>
  )
}

function useSayBody(): (body: JournalBody) => string {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  return (body) => {
    switch (body.kind) {
      case 'opened':
        return t('records.journal.kinds.opened', { userAgent: body.userAgent })
      case 'partStarted':
        return t('records.journal.kinds.partStarted', { line: t(`lines.${body.line}`) })
      case 'partEnded':
        return t('records.journal.kinds.partEnded', {
          line: t(`lines.${body.line}`),
          reason: t(`attempt.endReasons.${body.reason}`),
          bytes: formatBytes(body.bytes),
        })
      case 'gap':
        return t('records.journal.kinds.gap', {
          feed: t(`lines.${body.feed}`),
          length: formatExactLength(body.toAt - body.fromAt, t, ui.t),
          reason: t(`attempt.endReasons.${body.reason}`),
        })
      case 'phaseMark':
        if (isGuideMark(body.phase)) return t(`records.journal.guideMarks.${body.phase}`)
        return t('records.journal.kinds.phaseMark', {
          phase: isPhase(body.phase) ? t(`phases.${body.phase}`) : body.phase,
        })
      case 'clockOffset':
        return t('records.journal.kinds.clockOffset', {
          offset: Math.round(body.offsetMs),
          error: body.errorMs === null ? t('records.journal.unknown') : Math.round(body.errorMs),
        })
      case 'notice':
        return [t(`records.journal.noticeKinds.${body.notice}`), body.feed && t(`lines.${body.feed}`), body.detail]
          .filter(Boolean)
          .join(' · ')
      case 'qualityLowered':
        return t('records.journal.kinds.qualityLowered', {
          step: body.step,
          cause: t(`records.journal.qualityCauses.${body.cause}`),
        })
      case 'localCopyRemoved':
        return t('records.journal.kinds.localCopyRemoved', {
          line: t(`lines.${body.line}`),
          bytes: formatBytes(body.bytes),
        })
      case 'questionsShown':
      case 'sheetShown':
      case 'finish':
        return t(`records.journal.kinds.${body.kind}`)
    }
  }
}

/** What the candidate has done with the phone (web/src/evidence). */
const GUIDE_MARKS = ['sweepStarted', 'sweepDone', 'placed'] as const
const isGuideMark = (word: string): word is (typeof GUIDE_MARKS)[number] =>
  (GUIDE_MARKS as readonly string[]).includes(word)
const isPhase = (word: string): word is Phase => (PHASES as readonly string[]).includes(word)
