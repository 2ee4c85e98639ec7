// Owns: the words of contributing to a draw.
// Never says that a draw is fair: the public file shows what can be shown.
import type { TranslationOf } from '../../ui/translation.ts'

export const drawZhCN = {
  door: '参与抽签',
  title: '为抽签提供一句话',
  means:
    '抽签的结果由服务器的随机数和您写的这句话一起算出：缺了哪一方都算不出来，谁也不能单独选定结果。每个角色可提供一次。',
  text: '写一句别人猜不到的话',
  hint: '至少 {{min}} 个字。现在只公开它的 SHA-256 摘要，抽签开放时公开原文；不要写姓名等个人信息。',
  again: '名单如果再改动，抽签会重新封定，需要再写一次。',
  opened: '抽签已经开放，不能再提供',
  openedTodo: '公开文件里有全部内容，谁都可以核对。',
  give: '提交',
  given: '已封定，这是本场第 {{number}} 次封定',
  keep: '请保存一份公开文件，日后可以核对。这句话的摘要：',
  file: '打开公开文件',
  close: '关闭',
}

export const drawEn: TranslationOf<typeof drawZhCN> = {
  door: 'Contribute to the draw',
  title: 'Contribute a sentence to the draw',
  means:
    'The lots follow from the server’s random number and your sentence together: nobody alone can choose the result. Each role can contribute once.',
  text: 'A sentence nobody would guess',
  hint: 'At least {{min}} characters. Only its SHA-256 digest is public now, the sentence itself when the draw opens: no names or other personal information.',
  again: 'If the roster changes afterwards, the draw is committed anew and you need to contribute again.',
  opened: 'The draw is open: nobody can contribute any more',
  openedTodo: 'The public file has everything by which anybody can check it.',
  give: 'Submit',
  given: 'Committed: commitment {{number}} of this sitting',
  keep: 'Save a copy of the public file now, so that it can be checked later. The digest of your sentence:',
  file: 'Open the public file',
  close: 'Close',
}
