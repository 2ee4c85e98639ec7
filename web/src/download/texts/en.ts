// Owns: the English words of step 1.
import type { TranslationOf } from '../../ui/translation.ts'
import type { zhCN } from './zh-CN.ts'

export const en: TranslationOf<typeof zhCN> = {
  windowTitle: 'Download · Zhishi',
  step: 'Step 1 · Download',
  title: 'Open both programs',
  lead: 'Zhishi on your computer, to sign in and answer. Zhishi Phone on a phone or tablet, to record from the side. Both run in the browser; there is nothing to install.',
  windows: 'Download period',
  period: '{{opens}} to {{closes}} ({{zone}})',
  moment: '{{day}}, {{time}}',
  open: '{{left}} left',
  notYet: 'Opens {{time}}',
  between: 'Currently closed',
  support: 'Support',
  loading: 'Opening…',
  failed: 'The download period could not be loaded',
  failedBody: 'The server cannot be reached. Check your network and try again.',
  retry: 'Try again',
  none: 'There is nothing to download at the moment',
  noneBody:
    'Please check the dates in the announcement. Once the period is over, sign in as described in your invitation, or call the number given there.',
  noneSignIn: 'Have a personal code? Sign in',
  closed: 'The download is not open yet',
  closedBody: 'The buttons appear on this page automatically at the time shown above.',
  computer: {
    title: 'Computer · Zhishi',
    open: 'Open in this browser',
    needs: 'A Windows or macOS computer with the newest Chrome or Edge',
    elsewhere: 'On a phone? Open this address in a browser on your computer:',
  },
  phone: {
    title: 'Phone or tablet · Zhishi Phone',
    scan: 'Scan with the <b>camera</b> or the <b>browser</b> of your phone',
    notWeChat: 'Please do not scan with WeChat',
    notWeChatBody: 'WeChat can’t record. If the page opened there, tap “…” at the top right, then “Open in browser”.',
    needs: 'Android with a recent Chrome, iPhone with Safari; more than 10 GB free',
    code: 'Zhishi Phone',
    codeAlt: 'QR code of Zhishi Phone; its address is {{address}}',
    open: 'Open on this phone',
  },
  next: {
    check: { what: 'Next', how: 'Sign in on the computer and check your devices' },
    code: { what: 'To sign in', how: 'Your ID number and the personal code from your invitation' },
    day: { what: 'On the day', how: 'Use the same computer and the same phone' },
  },
  closes: 'Available until',
}
