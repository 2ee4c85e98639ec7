// Owns: the dense table of attempts.
// Never sorts or filters: it draws the rows it is given, in their order.
import type { SittingId } from '@zhishi/core/ids'
import { LINES } from '@zhishi/core/recording'
import { Table, type TableColumnsType } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { PageLink } from '../page-link.tsx'
import { BeatCell, GapsMark, LineCell, NeedCell, UnwitnessedMark, WaitsCell } from './cells.tsx'
import { NoticesCell } from './notices-cell.tsx'
import { TimeCell } from './time-cell.tsx'
import { isMild, type NeedyRow } from './need.ts'
import { PhaseTag } from './phase-tag.tsx'

/** Above this a redraw every two seconds is felt on an old office computer; who needs somebody is on the first page. */
const ROWS_PER_PAGE = 100

type AttemptsTableProps = {
  sittingId: SittingId
  rows: readonly NeedyRow[]
  /** the pointer or the focus is in the table, or not any more */
  onHold: (isHeld: boolean) => void
}

export function AttemptsTable({ sittingId, rows, onHold }: AttemptsTableProps) {
  const columns = useColumns(sittingId)
  return (
    <div
      className="card attempts"
      onPointerEnter={() => onHold(true)}
      onPointerLeave={() => onHold(false)}
      onFocus={() => onHold(true)}
      onBlur={(event) => onHold(event.currentTarget.contains(event.relatedTarget))}
    >
      <Table
        size="small"
        rowKey={({ row }) => row.attemptId}
        columns={columns}
        dataSource={rows}
        rowClassName={({ need, waits }) =>
          need?.kind === 'notRecording'
            ? 'row-needy row-alarm'
            : waits.length > 0 || (need !== null && !isMild(need))
              ? 'row-needy'
              : ''
        }
        pagination={{ pageSize: ROWS_PER_PAGE, hideOnSinglePage: true, showSizeChanger: false, size: 'small' }}
      />
    </div>
  )
}

function useColumns(sittingId: SittingId): TableColumnsType<NeedyRow> {
  const { t } = useTranslation('staff')
  return useMemo(
    () => [
      {
        key: 'need',
        title: t('sitting.columns.need'),
        width: 150,
        render: (_, { need, row }) => (
          <span className="needs">
            <NeedCell need={need} />
            <GapsMark row={row} />
            <UnwitnessedMark row={row} />
          </span>
        ),
      },
      {
        key: 'waits',
        title: t('sitting.columns.waits'),
        width: 120,
        render: (_, { row, waits }) => <WaitsCell sittingId={sittingId} attemptId={row.attemptId} waits={waits} />,
      },
      {
        key: 'notices',
        title: t('sitting.columns.notices'),
        width: 152,
        render: (_, { row }) => <NoticesCell sittingId={sittingId} row={row} />,
      },
      {
        key: 'who',
        title: t('sitting.columns.who'),
        render: (_, { row }) => (
          <span className="two-lines">
            <PageLink page="attempt" sittingId={sittingId} attemptId={row.attemptId} className="who">
              {row.maskedName}
            </PageLink>
            <span className="faint nowrap">{row.maskedNumber}</span>
          </span>
        ),
      },
      { key: 'post', title: t('sitting.columns.post'), render: (_, { row }) => row.post ?? t('notYet') },
      { key: 'phase', title: t('sitting.columns.phase'), render: (_, { row }) => <PhaseTag phase={row.phase} /> },
      { key: 'time', title: t('sitting.columns.time'), render: (_, { row }) => <TimeCell row={row} /> },
      ...LINES.map((line) => ({
        key: line,
        title: t(`lines.${line}`),
        render: (_: unknown, { row }: NeedyRow) => <LineCell row={row} line={line} />,
      })),
      { key: 'beat', title: t('sitting.columns.beat'), render: (_, { row }) => <BeatCell row={row} /> },
    ],
    [sittingId, t],
  )
}
