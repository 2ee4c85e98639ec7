// Owns: the words of 【求助】, in both languages side by side.
// Never promises an answer by a time: proctors answer as soon as they can.
import type { TranslationOf } from '../../ui/translation.ts'
import type { Obstacle } from '../help/conversation.ts'

export const helpZhCN = {
  button: '求助',
  title: '求助 · 监督员',
  note: '用文字交流，计时不停',
  noteOutside: '监督员在这里回复',
  close: '收起',
  thread: '与监督员的对话',
  empty: '请写下遇到的问题，监督员会在这里回复。',
  lines: {
    questions: '试题没有出来：点【刷新题目】，时间照常计算',
    network: '网络断了：继续答题，恢复后自动上传',
    device: '画面或声音不对：点右侧【更换设备】',
  },
  proctor: '监督员 {{time}}',
  delivered: '{{time}} 已送达',
  waiting: {
    sending: '正在发送',
    network: '等待网络，恢复后自动发出',
    server: '服务器暂时不能应答，会自动再发',
    tooFast: '发得太快，稍后自动发出',
    signIn: '登录已过期，还没有发出。急事请打电话',
  } satisfies Record<NonNullable<Obstacle> | 'sending', string>,
  refused: '没有发出：{{what}}。',
  drop: '移除',
  latest: '看最新',
  placeholder: '输入要对监督员说的话',
  send: '发送',
  left_other: '还可以输入 {{count}} 字',
  unread_other: '监督员有 {{count}} 条新消息',
  call: '急事请拨打技术服务电话',
}

export const helpEn: TranslationOf<typeof helpZhCN> = {
  button: 'Help',
  title: 'Help · proctors',
  note: 'In writing; the clock runs on',
  noteOutside: 'Proctors reply here',
  close: 'Hide',
  thread: 'Conversation with the proctors',
  empty: 'Describe the problem; a proctor will reply here.',
  lines: {
    questions: 'No questions? Click “Refresh questions”; the clock keeps running',
    network: 'Offline? Keep answering; uploading continues later',
    device: 'Problem with picture or sound? Click “Change devices” on the right',
  },
  proctor: 'Proctor {{time}}',
  delivered: '{{time}} delivered',
  waiting: {
    sending: 'Sending',
    network: 'Waiting for the network; it will be sent automatically',
    server: 'The server is not responding; it will be sent again automatically',
    tooFast: 'Too many messages at once; it will be sent in a moment',
    signIn: 'Not sent: your sign-in has expired. If it is urgent, call',
  },
  refused: 'Not sent: {{what}}.',
  drop: 'Remove',
  latest: 'See latest',
  placeholder: 'Write to the proctors',
  send: 'Send',
  left_one: '{{count}} character left',
  left_other: '{{count}} characters left',
  unread_one: '{{count}} new message from the proctors',
  unread_other: '{{count}} new messages from the proctors',
  call: 'If it is urgent, call support',
}
