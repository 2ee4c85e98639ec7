// Holds the labels of all buttons to verbs, in both languages: a button says what a press does.
import { expect, test } from 'vitest'
import { isVerb, labelKeysOf } from '../../../tools/button-labels.ts'
import { isTest, readSources, type Source } from '../../../tools/sources.ts'
import { en as candidateEn } from '../candidate/texts/en.ts'
import { zhCN as candidateZh } from '../candidate/texts/zh-CN.ts'
import { en as downloadEn } from '../download/texts/en.ts'
import { zhCN as downloadZh } from '../download/texts/zh-CN.ts'
import { en as evidenceEn } from '../evidence/texts/en.ts'
import { zhCN as evidenceZh } from '../evidence/texts/zh-CN.ts'
import { en as installEn } from '../install/texts/en.ts'
import { zhCN as installZh } from '../install/texts/zh-CN.ts'
import { en as staffEn } from '../staff/texts/en.ts'
import { zhCN as staffZh } from '../staff/texts/zh-CN.ts'
import { en as uiEn } from './texts/en.ts'
import { zhCN as uiZh } from './texts/zh-CN.ts'

type Words = { [key: string]: string | Words }

const TEXTS: Record<string, [chinese: Words, english: Words]> = {
  candidate: [candidateZh, candidateEn],
  download: [downloadZh, downloadEn],
  evidence: [evidenceZh, evidenceEn],
  install: [installZh, installEn],
  staff: [staffZh, staffEn],
  ui: [uiZh, uiEn],
}

/** Of both languages: what is not done by a press but chosen, said, or named by the process itself. */
const NO_VERBS = {
  choices: ['wall.all', 'wall.needing', 'player.part'],
  answers: ['preparation.no', 'preparation.yes'],
  // 操作手册, 视频指引 and 透露个人信息 are words of the process; 【已确认】 is what it has the candidate press
  process: ['manual', 'handIn.guide', 'review.disclosure.button', 'evidence.confirm'],
  // which way, as every browser and every list of pages says it
  directions: [
    'back',
    'document.person.back',
    'recordings.remove.back',
    'review.cancel',
    'work.back',
    'wall.next',
    'wall.previous',
  ],
  // a place in the document, a page by its title, or how often is uploaded now: a press leads there
  places: ['document.at', 'recordings.title', 'pace.door', 'pace.doorSet', 'pace.doorSlowed'],
  // for a moment, in place of the label: what the press is doing or has done
  progress: [
    'resume.opening',
    'scan.opening',
    'preparation.running',
    'inApp.copied',
    'unsupported.copied',
    'attempt.copied',
    'attempt.copyFailed',
  ],
}
const exceptions = new Set(Object.values(NO_VERBS).flat())

/** Verbs that labels begin with. A new label may need a new one here; a noun never does. */
const VERBS = [
  // Chinese
  ...'上传 下载 不通过 交卷 保存 停止 共享 关闭 再试 准备 删除 刷新 前进 办理 加入 同意 后退 告知 回到 回避 复制 完成 导出 展开 展示 开始'.split(
    ' ',
  ),
  ...'打开 扫 找不到 抽签 拍 拍得到 换 提交 播放 收起 放弃 显示 暂停 更换 查 查看 核对 检查 求助 清除 添加 登录 看 知道 确定 确认 移出 移除'.split(
    ' ',
  ),
  ...'参与 提高 放行 粘贴 结束 绑定 解除 记录 移交 继续 装好 观看 认识 请 读 读取 跳到 转满 返回 进入 退出 选择 释放 静音 阅读 取消 新建 修改 发送 听 环拍 去'.split(
    ' ',
  ),
  // English
  ...'add agree apply ask change check choose clear close collapse confirm connect continue contribute copy create delete discard don’t'.split(
    ' ',
  ),
  ...'download draw edit end enter expand export filmed film find finish flag get go got grant hand help hide know listen look mute'.split(
    ' ',
  ),
  ...'open paste pause play prepare raise let read record recuse refresh refuse release reload remove repeat return review retry save scan score search see'.split(
    ' ',
  ),
  ...'send share show shown sign skip start stay stop submit switch take tell try turned undo upload use watch'.split(
    ' ',
  ),
]

/** Every text whose key fits, its forms of number too. */
function textsOf(words: Words, key: string): string[] {
  const fits = new RegExp(`^${key.replaceAll('.', String.raw`\.`).replaceAll('*', String.raw`\w+`)}(_one|_other)?$`)
  const walk = (it: Words, under: string): string[] =>
    Object.entries(it).flatMap(([name, text]) =>
      typeof text === 'string' ? (fits.test(under + name) ? [text] : []) : walk(text, `${under}${name}.`),
    )
  return walk(words, '')
}

/** Labels without a verb, as `path:line key: text`. */
function nouns(sources: Source[]): string[] {
  return sources.flatMap(labelKeysOf).flatMap(({ path, line, from, key }) => {
    const words = TEXTS[from === 'ui' ? 'ui' : (path.split('/')[2] ?? '')] ?? []
    return words.flatMap((language) => {
      const texts = textsOf(language, key)
      if (texts.length === 0) return [`${path}:${line} ${key}: there is no such text`]
      return texts
        .filter((text) => !exceptions.has(key) && !isVerb(text, VERBS))
        .map((text) => `${path}:${line} ${key}: ${text}`)
    })
  })
}

test('the judge finds a noun on a button, in the language that has it, and lets verbs pass', () => {
  const judge = (jsx: string): string[] =>
    nouns([{ path: 'web/src/candidate/home.tsx', text: `const x = (t, ui) => ${jsx}` }])
  expect(judge("<Button>{t('draw.fairTitle')}</Button>")).toEqual([
    'web/src/candidate/home.tsx:1 draw.fairTitle: 怎样保证公平',
    'web/src/candidate/home.tsx:1 draw.fairTitle: Why the draw is fair',
  ])
  expect(judge('<a className="btn btn-big">{ui(\'phases.answering\')}</a>')).toHaveLength(2)
  expect(judge("<Question confirm={t('room.post')} back={t('answering.back')} />")).toHaveLength(2)
  expect(judge("<Button>{t(isOpen ? 'draw.press' : 'room.name', { lot: t('room.lot') })}</Button>")).toHaveLength(2)
  expect(judge("<Button>{t('no.such.text')}</Button>")).toHaveLength(2)
  expect(judge("<p>{t('room.name')}</p>")).toEqual([])
  expect(judge("<Button><b>{t('room.name')}</b> {t(`home.go.${step}`)}</Button>")).toEqual([])
})

test('buttons say what a press does', () => {
  const sources = readSources().filter(({ path }) => /^web\/src\/.*\.tsx$/.test(path) && !isTest(path))
  const keys = sources.flatMap(labelKeysOf).map(({ key }) => key)
  expect(keys.length).toBeGreaterThan(150)
  expect(
    [...exceptions].filter((key) => !keys.includes(key)),
    'exceptions that no button has',
  ).toEqual([])
  expect(nouns(sources).join('\n')).toBe('')
})
