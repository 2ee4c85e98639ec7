// Owns: the English words of step 1.
import type { TranslationOf } from '../../ui/translation.ts'
import type { zhCN } from './zh-CN.ts'

export const en: TranslationOf<typeof zhCN> = {
  windowTitle: 'Download · Zhishi',
  step: 'Step 1 · Download',
  title: 'Open both programs',
  lead: 'Zhishi on your computer, to answer; Zhishi Phone on a phone or tablet, to film from the side. Nothing to install.',
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
    title: 'Zhishi · Computer',
    open: 'Open in browser',
    needs: 'Windows or macOS, with a current Chrome or Edge',
    elsewhere: 'On a phone? Open this address in a browser on your computer:',
  },
  phone: {
    title: 'Zhishi Phone',
    scan: 'Scan with a phone’s or tablet’s <b>camera</b> or <b>browser</b>',
    notWeChat: 'Do not scan with WeChat',
    notWeChatBody: 'WeChat can’t record. Opened there? Tap “…” at the top right, then “Open in browser”.',
    needs: 'Android with Chrome, iPhone with Safari; over 10 GB free',
    code: 'Zhishi Phone',
    codeAlt: 'QR code of Zhishi Phone; its address is {{address}}',
    open: 'Open here',
  },
  next: {
    check: { what: 'Next', how: 'Sign in and check your devices' },
    code: { what: 'To sign in', how: 'ID number and the code in your invitation' },
    day: { what: 'On the day', how: 'Use the same computer and phone' },
  },
  closes: 'Available until',
}
