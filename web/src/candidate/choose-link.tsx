// Owns: the way to 选择面试 for who has several interviews; nothing for who has one.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { meQuery } from './attempt/queries.ts'
import { useTexts } from './texts/index.ts'

export function ChooseLink({ className = 'btn btn-quiet btn-small' }: { className?: string }) {
  const { t } = useTexts()
  const { data: me } = useQuery(meQuery)
  if (me?.role !== 'candidate' || me.attemptIds.length < 2) return null
  return (
    <Link to="/" className={className}>
      {t('choose.title')}
    </Link>
  )
}
