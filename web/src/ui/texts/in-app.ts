// Owns: the words of the way out of a chat program's built-in browser, for phones and for computers.
import type { InApp } from '../../client/in-app.ts'
import type { TranslationOf } from '../translation.ts'

export const inAppZhCN = {
  title: '{{app}}里不能打开本页',
  apps: {
    weChat: '微信',
    qq: 'QQ ',
    dingTalk: '钉钉',
    weibo: '微博',
    feishu: '飞书',
    alipay: '支付宝',
  } satisfies Record<InApp, string>,
  held: {
    lead: '聊天软件自带的浏览器不能录制和上传。换到手机自带的浏览器，只要两步：',
    one: '点右上角',
    menu: '在浏览器打开',
    copyFailed: '请长按下面的网址，选“复制”',
  },
  computer: {
    lead: '聊天软件自带的浏览器不能录制和上传。换到这台电脑上的 Chrome 或 Edge，只要两步：',
    one: '点窗口右上角',
    menu: '用默认浏览器打开',
    copyFailed: '请选中下面的网址，按 Ctrl + C 复制',
  },
  two: '选',
  or: '没有这一项，或打开的不是 Chrome、Edge、Safari',
  copy: '复制网址',
  copied: '已复制',
  copiedBody: '打开浏览器，粘贴到地址栏',
  support: '打不开？请拨打邀请通知上的技术服务电话。',
}

export const inAppEn: TranslationOf<typeof inAppZhCN> = {
  title: '{{app}} cannot open this page',
  apps: { weChat: 'WeChat', qq: 'QQ', dingTalk: 'DingTalk', weibo: 'Weibo', feishu: 'Lark', alipay: 'Alipay' },
  held: {
    lead: 'The browser inside a chat app can neither record nor upload. Switch to your phone’s own browser in two steps:',
    one: 'Tap at the top right',
    menu: 'Open in browser',
    copyFailed: 'Press and hold the address below and choose “Copy”',
  },
  computer: {
    lead: 'The browser inside a chat app can neither record nor upload. Switch to Chrome or Edge on this computer in two steps:',
    one: 'At the top right of the window, click',
    menu: 'Open in default browser',
    copyFailed: 'Select the address below and press Ctrl + C',
  },
  two: 'Choose',
  or: 'No such entry, or another browser opened?',
  copy: 'Copy the address',
  copied: 'Copied',
  copiedBody: 'Open the browser and paste it into the address bar',
  support: 'Still not working? Call the support number in your invitation.',
}
