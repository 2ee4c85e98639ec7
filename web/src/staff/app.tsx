// Owns: the staff pages as one: language and look of antd, what is known from the server, sign-in, router.
// Never page content.
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../ui/i18n.ts'
import { createStaffRouter } from './router.tsx'
import { createQueryClient } from './shared/queries.ts'
import { Gatekeeper } from './shared/sign-in/gatekeeper.tsx'
import { readTheme } from './theme.ts'

const LOCALES = { 'zh-CN': zhCN, en: enUS }

const makeOnce = () => ({ queries: createQueryClient(), router: createStaffRouter(), theme: readTheme() })

export function App() {
  useTranslation('staff')
  const [{ queries, router, theme }] = useState(makeOnce)
  return (
    <ConfigProvider theme={theme} locale={LOCALES[currentLanguage()]} button={{ autoInsertSpace: false }}>
      <QueryClientProvider client={queries}>
        <Gatekeeper>
          <RouterProvider router={router} />
        </Gatekeeper>
      </QueryClientProvider>
    </ConfigProvider>
  )
}
