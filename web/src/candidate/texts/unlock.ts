// Owns: the words around the unlock code, for who has no questions after T0, in both languages side by side.
// Never lets a wrong code sound like a loss: nothing is lost, and it may be tried again.
import type { TranslationOf } from '../../ui/i18n.ts'
import type { Unlocked } from '../attempt/questions.ts'

export const unlockZhCN = {
  label: '解锁码',
  hint: '拨打 {{phone}}，技术服务会读给您 12 位解锁码。没有网络也能打开试题；大小写、空格和短横线不影响。',
  submit: '打开试题',
  outcomes: {
    notACode: { what: '解锁码是 12 位字母和数字', todo: '请核对有没有多填或少填，再试一次。' },
    wrongCode: {
      what: '这个解锁码打不开本场试题',
      todo: '什么都没有丢。请让对方逐位再读一遍，然后再试；解锁码只对您这一场有效。',
    },
    packDamaged: { what: '解锁码正确，但试题包已损坏', todo: '正在重新获取，连上网络后会自动打开。' },
  } satisfies Record<Exclude<Unlocked, 'opened'>, { what: string; todo: string }>,
  damaged: '试题包在传输中损坏，正在重新获取',
}

export const unlockEn: TranslationOf<typeof unlockZhCN> = {
  label: 'Unlock code',
  hint: 'Call {{phone}}: support reads you a code of 12 characters. It opens the questions without a network; capitals, spaces and hyphens do not matter.',
  submit: 'Open the questions',
  outcomes: {
    notACode: {
      what: 'An unlock code has 12 letters and digits',
      todo: 'Check whether one is missing or too many, then try again.',
    },
    wrongCode: {
      what: 'This code does not open your questions',
      todo: 'Nothing is lost. Ask for the code again, character by character, and try again; it is for your attempt only.',
    },
    packDamaged: {
      what: 'The code is right, but the question pack is damaged',
      todo: 'It is being fetched again and opens by itself once there is a network.',
    },
  },
  damaged: 'The question pack arrived damaged and is being fetched again',
}
