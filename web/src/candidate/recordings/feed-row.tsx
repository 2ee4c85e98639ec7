// Owns: one recording of this computer as a row: how much of it is safe; and what needs a person.
// Never calls a recording safe before every part has its receipt.
import { REFUSAL_CODES } from '@zhishi/core/refusal'
import type { ReactNode } from 'react'
import type { FeedSnapshot } from '../../capture/capture-types.ts'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { useRefusalText } from '../../ui/refusal-text.ts'
import { formatBytes } from '../../ui/time.ts'
import { LINE_ICONS } from '../steps/line-icons.ts'
import { useTexts } from '../texts/index.ts'

type FeedRowProps = { feed: FeedSnapshot; isReachable: boolean; children?: ReactNode }

/** @param children what the server says of it, where that is known */
export function FeedRow({ feed, isReachable, children }: FeedRowProps) {
  const { t } = useTexts()
  const share = feed.bytes === 0 ? 0 : feed.acknowledgedBytes / feed.bytes
  // a whole recording without its receipt is not yet done
  const percent = Math.min(feed.isSealed ? 100 : 99, Math.floor(share * 100))
  const name = t(`handIn.lines.${feed.line}`)
  return (
    <li className="flex items-start gap-5 border-t border-line py-4 first:border-0">
      <Icon name={LINE_ICONS[feed.line]} size={30} className={feed.isSealed ? 'text-ok' : 'text-dai-600'} />
      <div className="min-w-0 flex-1">
        <div className="flex items-center justify-between gap-4">
          <b className={feed.isSealed ? 'text-ok' : ''}>{name}</b>
          <b className={feed.isSealed ? 'flex items-center gap-[6px] text-ok' : ''}>
            {feed.isSealed && <Icon name="good" size={20} />}
            {feed.isSealed
              ? t('handIn.saved')
              : isReachable
                ? t('handIn.percent', { percent })
                : t('handIn.waiting', { percent })}
          </b>
        </div>
        <div className="mb-[6px] mt-2">
          <ProgressBar share={percent / 100} label={name} isSafe={feed.isSealed} />
        </div>
        <p className="text-15 leading-normal text-ink-2">
          {t('handIn.amount', { done: formatBytes(feed.acknowledgedBytes), all: formatBytes(feed.bytes) })} ·{' '}
          {t('handIn.parts', { count: feed.parts })}
          {feed.isSealed && ` · ${t('handIn.checked')}`}
        </p>
        {children}
      </div>
    </li>
  )
}

type FeedFaultsProps = { feeds: readonly FeedSnapshot[]; timeZone: string; phone: string | null }

/** What the server refused for good needs a person; everything else is repeated by itself. */
export function FeedFaults({ feeds, timeZone, phone }: FeedFaultsProps) {
  const { t } = useTexts()
  const say = useRefusalText(timeZone)
  const codes = new Set(feeds.flatMap((feed) => REFUSAL_CODES.filter((code) => code === feed.fault)))
  if (codes.size === 0) return null
  return (
    <Callout tone="warn" title={t('handIn.faultTitle')} className="mt-4">
      {[...codes].map((code) => (
        <p key={code}>
          {say({ code }).what} <span className="text-ink-2">{say({ code }).todo}</span>
        </p>
      ))}
      <p>
        <b>{phone}</b>
      </p>
    </Callout>
  )
}
