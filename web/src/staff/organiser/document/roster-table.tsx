// Owns: the roster of one sitting as a table of pages: found, added, put right, taken off, pasted as a list.
// Never saves: what is done here stands in the document until it is looked at and saved.
import { holdsTyped } from '@zhishi/core/typed'
import { Button, Input, Select, Table, type TableColumnsType } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage, inLanguage, languageOf } from '../../../ui/i18n.ts'
import { personOf, withPerson, withSitting, type Doc, type PersonDoc } from './doc.ts'
import { ListDialog } from './list-dialog.tsx'
import { PersonDialog } from './person-dialog.tsx'
import { corrected, merged } from './roster-list.ts'

type RosterTableProps = { doc: Doc; onChange: (doc: Doc) => void }
type Opened = { kind: 'add' } | { kind: 'list' } | { kind: 'change'; number: string } | null

/** A page of a table that scrolls a little; thousands of rows at once would take seconds to draw. */
const ROWS_A_PAGE = 50

export function RosterTable({ doc, onChange }: RosterTableProps) {
  const { t } = useTranslation('staff')
  const [at, setAt] = useState(0)
  const [wanted, setWanted] = useState('')
  const [opened, setOpened] = useState<Opened>(null)
  const sitting = doc.sittings[at] ?? doc.sittings[0]
  const shown = useMemo(() => {
    const people = sitting?.roster ?? []
    return people.filter(({ number, name, post }) => [number, name, post ?? ''].some((it) => holdsTyped(it, wanted)))
  }, [sitting, wanted])
  const columns = useMemo<TableColumnsType<PersonDoc>>(
    () => [
      { key: 'number', title: t('document.roster.number'), render: (_, { number }) => <code>{number}</code> },
      { key: 'name', title: t('document.roster.name'), render: (_, { name }) => <b lang={languageOf(name)}>{name}</b> },
      {
        key: 'post',
        title: t('document.roster.post'),
        render: (_, { post }) => (post === undefined ? t('notYet') : <span lang={languageOf(post)}>{post}</span>),
      },
      {
        key: 'code',
        title: t('document.roster.code'),
        render: (_, { personalCode }) =>
          personalCode === undefined ? t('document.roster.codeSet') : t('document.roster.codeNew'),
      },
      {
        key: 'photo',
        title: t('document.roster.photo'),
        render: (_, { idPhoto }) => t(idPhoto === undefined ? 'document.roster.photoNo' : 'document.roster.photoYes'),
      },
      {
        key: 'actions',
        title: t('document.roster.actions'),
        render: (_, { number, name }) => (
          <span className="row">
            <Button
              size="small"
              aria-label={t('document.roster.changeOf', { name })}
              onClick={() => setOpened({ kind: 'change', number })}
            >
              {t('document.roster.change')}
            </Button>
            <Button
              size="small"
              aria-label={t('document.roster.removeOf', { name })}
              onClick={() =>
                sitting &&
                onChange(
                  withSitting(doc, at, { ...sitting, roster: sitting.roster.filter((one) => one.number !== number) }),
                )
              }
            >
              {t('document.roster.remove')}
            </Button>
          </span>
        ),
      },
    ],
    [t, doc, at, sitting, onChange],
  )
  if (!sitting) return null

  /** People of a list, who may stand in other sittings too: there they are put right as well. */
  const take = (people: readonly PersonDoc[]): void => {
    let next = doc
    const full: PersonDoc[] = []
    for (const person of people) {
      const known = personOf(next, person.number)
      const one = known ? corrected(known, person) : person
      if (known) next = withPerson(next, person.number, one)
      full.push(one)
    }
    const now = next.sittings[at] ?? sitting
    onChange(withSitting(next, at, { ...now, roster: merged(now.roster, full) }))
    setOpened(null)
  }
  const changed = opened?.kind === 'change' ? personOf(doc, opened.number) : undefined
  return (
    <div className="roster">
      <div className="tools">
        <label className="row">
          {t('document.roster.of')}
          <Select<number>
            value={at}
            onChange={setAt}
            popupMatchSelectWidth={false}
            options={doc.sittings.map((one, place) => ({
              value: place,
              label: inLanguage(one.name, currentLanguage()),
            }))}
          />
        </label>
        <Input.Search
          className="find"
          allowClear
          placeholder={t('document.roster.find')}
          aria-label={t('document.roster.find')}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
        <span className="faint" role="status">
          {t('document.roster.showing', { count: shown.length })}
        </span>
        <span className="row">
          <Button onClick={() => setOpened({ kind: 'list' })}>{t('document.roster.list')}</Button>
          <Button onClick={() => setOpened({ kind: 'add' })}>{t('document.roster.add')}</Button>
        </span>
      </div>
      <div className="card">
        <Table
          size="small"
          rowKey="number"
          columns={columns}
          dataSource={shown as PersonDoc[]}
          locale={{ emptyText: t(wanted === '' ? 'document.roster.empty' : 'document.roster.noMatch') }}
          pagination={{ pageSize: ROWS_A_PAGE, hideOnSinglePage: true, showSizeChanger: false }}
        />
      </div>
      {opened?.kind === 'list' && (
        <ListDialog
          nameOf={(number) => personOf(doc, number)?.name ?? null}
          onBack={() => setOpened(null)}
          onTake={take}
        />
      )}
      {opened?.kind === 'add' && (
        <PersonDialog
          person={null}
          isTaken={(number) => sitting.roster.some((one) => one.number === number)}
          nameOf={(number) => personOf(doc, number)?.name ?? null}
          onBack={() => setOpened(null)}
          onDone={(person) => take([person])}
        />
      )}
      {changed && (
        <PersonDialog
          person={changed}
          isTaken={(number) => number !== changed.number && personOf(doc, number) !== undefined}
          nameOf={null}
          onBack={() => setOpened(null)}
          onDone={(person) => {
            onChange(withPerson(doc, changed.number, person))
            setOpened(null)
          }}
        />
      )}
    </div>
  )
}
