// Owns: the words around the unlock code, for who has no questions after T0, in both languages side by side.
// Never lets a wrong code sound like an end: it may be tried again.
import type { TranslationOf } from '../../ui/translation.ts'
import type { Unlocked } from '../attempt/questions.ts'

export const unlockZhCN = {
  label: '解锁码',
  hint: '拨打 {{phone}}，技术服务会读给您 12 位解锁码。没有网络也能打开试题；大小写、空格和短横线不影响。',
  submit: '打开试题',
  outcomes: {
    notACode: { what: '解锁码是 12 位字母和数字', todo: '请核对有没有多填或少填，再试一次。' },
    wrongCode: {
      what: '这个解锁码打不开本场试题',
      todo: '可以再试。请让对方逐位再读一遍，解锁码只对您这一场有效。',
    },
    packDamaged: { what: '解锁码正确，但试题包已损坏', todo: '正在重新获取，连上网络后会自动打开。' },
  } satisfies Record<Exclude<Unlocked, 'opened'>, { what: string; todo: string }>,
  damaged: '试题包在传输中损坏，正在重新获取',
}

export const unlockEn: TranslationOf<typeof unlockZhCN> = {
  label: 'Unlock code',
  hint: 'Call {{phone}} and support will read you a 12-character code. It opens the questions even when you are offline; upper or lower case, spaces and hyphens make no difference.',
  submit: 'Open the questions',
  outcomes: {
    notACode: {
      what: 'An unlock code has 12 letters and digits',
      todo: 'Check for missing or extra characters, then try again.',
    },
    wrongCode: {
      what: 'This code does not open your questions',
      todo: 'You can try again. Ask for the code again, character by character. It works for your interview only.',
    },
    packDamaged: {
      what: 'The code is right, but the question pack is damaged',
      todo: 'It is being downloaded again and opens automatically once you are online.',
    },
  },
  damaged: 'The question pack was damaged in transit and is being downloaded again',
}
