// Owns: 退出登录: ends the sign-in of this browser, and asks first where that means more than it says.
// Never ends an upload or a recording.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../client/call.ts'
import { thisDevice } from '../client/device.ts'
import { Button } from '../ui/button.tsx'
import { Question } from '../ui/dialog.tsx'
import { meQuery, noteMe, rememberedView } from './attempt/queries.ts'
import { signOutMeans, type SignOutMeans } from './sign-out.ts'
import { useTexts } from './texts/index.ts'

export function SignOutButton() {
  const { t } = useTexts()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { data: me } = useQuery(meQuery)
  const [asked, setAsked] = useState<Exclude<SignOutMeans, 'nothing'> | null>(null)
  const [isBusy, setBusy] = useState(false)

  const signOut = async (): Promise<void> => {
    setBusy(true)
    const answer = await call('signOut', { body: {} })
    setBusy(false)
    if (!answer.ok) return
    noteMe(queries, null)
    await navigate({ to: '/sign-in' })
  }
  const press = (): void => {
    const attemptIds = me?.role === 'candidate' ? me.attemptIds : []
    const means = signOutMeans(
      attemptIds.flatMap((attemptId) => rememberedView(attemptId) ?? []),
      thisDevice(),
    )
    if (means === 'nothing') void signOut()
    else setAsked(means)
  }
  return (
    <>
      <Button kind="quiet" size="small" isBusy={isBusy} onClick={press}>
        {t('signOut.button')}
      </Button>
      {asked && (
        <Question
          isOpen
          title={t(`signOut.${asked}.title`)}
          back={t('signOut.back')}
          confirm={t('signOut.button')}
          isBusy={isBusy}
          onBack={() => setAsked(null)}
          onConfirm={() => void signOut()}
        >
          <p>{t(`signOut.${asked}.body`)}</p>
        </Question>
      )}
    </>
  )
}
