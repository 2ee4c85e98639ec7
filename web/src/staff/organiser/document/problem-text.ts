// Owns: what is wrong with a document, in the reader's language. The server says it in English, as its command line does.
// Never hides a sentence it does not know: that one is shown as it came.
import type { DocumentProblem } from '@zhishi/core/contract'
import type { TFunction } from 'i18next'
import { currentLanguage } from '../../../ui/i18n.ts'
import type { Failure } from '../../shared/queries.ts'

/** Sentences of the schema of the document, of its reader, and of zod, in the words of an organiser. */
const IN_CHINESE: readonly (readonly [RegExp, string])[] = [
  [/^unknown key "(.*)"$/, '没有“$1”这一项'],
  [/^"(.*)" is not a date and time with an offset.*$/, '“$1”不是带时区的时刻，应写成 2026-12-17T09:30:00+08:00'],
  [/^"(.*)" is not a length such as.*$/, '“$1”不是时长，应写成 PT15M、P7D 或 PT1M30S'],
  [/^must be 1–40 of a–z, 0–9 and -$/, '应为 1–40 个小写字母、数字或连字符'],
  [/^must be an IANA time zone.*$/, '应为时区名，如 Asia/Shanghai'],
  [/^must be a path beside this file$/, '应为与项目文件放在一起的文件路径'],
  [/^must be 4–32 letters, digits or hyphens$/, '应为 4–32 位字母、数字或连字符'],
  [/^must be 6–32 letters or digits$/, '应为 6–32 位字母或数字'],
  [/^must be an argon2id hash.*$/, '不是个人口令的摘要'],
  [/^must be a version as an export writes it$/, '不是导出时写下的版本'],
  [/^needs either personalCode or personalCodeHash$/, '需要 personalCode 或 personalCodeHash 之一'],
  [/^needs either startsAt or selfPaced$/, '需要 startsAt 或 selfPaced 之一'],
  [/^a sitting needs at least one question$/, '一个场次至少要有一道题'],
  [/^an interview needs at least one sitting$/, '一个面试项目至少要有一个场次'],
  [/^is the key of sitting (\d+) too$/, '与第 $1 个场次的 key 相同'],
  [/^is the number of roster line (\d+) too$/, '与名单第 $1 人的证件号相同'],
  [/^the same number has another name in sitting (.*)$/, '同一个证件号在场次 $1 里是另一个姓名'],
  [/^the same number has another ID photo in sitting (.*)$/, '同一个证件号在场次 $1 里是另一张证件照'],
  [/^the same number has another code in sitting (.*)$/, '同一个证件号在场次 $1 里是另一个口令'],
  [/^entry opens before signIn does$/, '进入面试早于人脸登录开放'],
  [/^entry closes after answering has ended$/, '停止进入晚于答题结束'],
  [/^entry cannot be released by hand yet.*$/, '还不能由组织方手动放行，只能写 automatic（到点自动放行）'],
  [/^has a character that could not be read.*$/, '有无法识别的文字（U+FFFD），请把原文另存为 UTF-8 编码'],
  [/^needs a password to be opened.*$/, '需要密码才能打开，请去掉密码后另存'],
  [/^is a dynamic XFA form.*$/, '是动态 XFA 表单，考生只会看到“Please wait”，请打印成普通 PDF'],
  [/^has no pages$/, '没有页面'],
  [/^cannot be opened as a PDF$/, '不能作为 PDF 打开'],
  [/^is empty$/, '是空文件'],
  [/^begins like (?:a |plain )(\w+).* but its end is missing$/, '$1 文件不完整，结尾缺失'],
  [/^is not plain text in UTF-8.*$/, '不是 UTF-8 文本，请另存为 UTF-8 编码'],
  [/^is not (?:a |plain )(\w+).*: its content is (?:a |plain )(\w+).*$/, '扩展名是 $1，内容却是 $2'],
  [/^is not (?:a |plain )(\w+).*$/, '不是 $1 文件'],
  [/^is neither PDF, PNG, JPEG nor UTF-8 text$/, '不是 PDF、PNG、JPEG 或 UTF-8 文本'],
  [/closes before it opens$/, '关闭早于开放'],
  [/^must be at least (.*)$/, '至少为 $1'],
  [/^must be at most (.*)$/, '至多为 $1'],
  [/^the file has more than (\d+) bytes$/, '文件超过 $1 字节'],
  [/^the file is not UTF-8$/, '文件不是 UTF-8 编码'],
  [/^Map keys must be unique.*$/, '同一项写了两次'],
  [/^Invalid input: expected (\w+), received undefined$/, '缺少这一项'],
  [/^Invalid input: expected (\w+), received (\w+)$/, '类型不对：应为 $1，实为 $2'],
  [/^Invalid option: expected one of (.*)$/, '应为以下之一：$1'],
  [/^Invalid input: expected (.*)$/, '应为 $1'],
  [/^Too small: expected string to have >=1 characters$/, '不能为空'],
  [/^Too big: expected string to have <=(\d+) characters$/, '最多 $1 个字'],
  [/^Too small: expected (\w+) to .*?([\d.]+).*$/, '至少为 $2'],
  [/^Too big: expected (\w+) to .*?([\d.]+).*$/, '至多为 $2'],
]

export function describeProblem({ code, message, person, file }: DocumentProblem, t: TFunction<'staff'>): string {
  if (code !== null) {
    const about = person ? `${person.name} ${person.number}：` : file === null ? '' : `${file}：`
    return `${about}${t(`document.refusals.${code}`)}`
  }
  return sayMessage(message)
}

/** Why a file was not taken. Undefined: the refusal does not say. */
export function describeFileFault({ refusal }: Failure): string | undefined {
  const isEnglish = currentLanguage() === 'en'
  return refusal?.problems?.map(({ message }) => (isEnglish ? `It ${message}.` : `${sayMessage(message)}。`)).join(' ')
}

function sayMessage(message: string): string {
  if (currentLanguage() === 'en') return message
  const found = IN_CHINESE.find(([pattern]) => pattern.test(message))
  return found ? message.replace(...found) : message
}
