// Owns: the words of how often devices upload.
// Never lets anybody think that a longer interval loses anything.
import type { TranslationOf } from '../../ui/translation.ts'

export const paceZhCN = {
  door: '上传间隔：{{length}}',
  doorSet: '上传间隔：已设为{{length}}',
  doorSlowed: '上传间隔：服务器忙，已放慢到{{length}}',
  title: '上传间隔',
  means: '考生的电脑和手机每隔多久上传一次新录的内容。服务器或网络吃紧时，可以设长一些。',
  now: '现在',
  usual: '自动',
  set: '已由人设定',
  slowed: '服务器忙，已自动放慢',
  watched: '有人在看实时画面的考生',
  watchedCount_other: '现在 {{count}} 位',
  choose: '改为',
  auto: '自动：{{length}}，服务器忙时自己放慢',
  every_other: '每 {{count}} 秒',
  choice_other: '每 {{count}} 秒',
  lost: '间隔长短不影响录制：录像先存在考生的设备上，只是晚一点送到。考生求助、提示和监督墙的画面照常，不受影响。',
  save: '保存',
  saved: '已保存。约 6 秒内所有设备照此上传。',
  close: '关闭',
}

export const paceEn: TranslationOf<typeof paceZhCN> = {
  door: 'Uploads: {{length}}',
  doorSet: 'Uploads: set to {{length}}',
  doorSlowed: 'Uploads: slowed to {{length}}, the server is busy',
  title: 'Upload interval',
  means:
    'How often the computers and phones of this sitting upload what they have newly recorded. Lengthen it when the server or its network can’t keep up.',
  now: 'Now',
  usual: 'automatic',
  set: 'set by hand',
  slowed: 'slowed down automatically: the server is busy',
  watched: 'Candidates watched live',
  watchedCount_one: '{{count}} candidate now',
  watchedCount_other: '{{count}} candidates now',
  choose: 'Change to',
  auto: 'Automatic: {{length}}, and longer when the server is busy',
  every_one: 'every second',
  every_other: 'every {{count}} seconds',
  choice_one: 'Every second',
  choice_other: 'Every {{count}} seconds',
  lost: 'Whatever the interval, recording is not affected: recordings are kept on the devices first and upload later. Calls for help, notices and the pictures on the wall are not delayed.',
  save: 'Save',
  saved: 'Saved. All devices follow within about 6 seconds.',
  close: 'Close',
}
