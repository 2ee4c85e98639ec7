// Owns: what the demo prints, in Chinese and English: what to open, what happens when, and each thing as it happens.
// Never knows whether anything went well.
import { deedsOf } from '../tools/candidate-bot/behaviours.ts'
import type { Product } from '../e2e/harness/product.ts'
import { DURATION_S, LIVE, LIVE_FINISHES_AFTER_MS, PEOPLE } from './cast.ts'

/** What the demo has left behind; `problems`: what is not as promised, in words. */
export type Account = { problems: string[]; parts: number; notices: number; messages: number }

type Both = { zh: string; en: string }

const NAMES = new Map([LIVE, ...PEOPLE].map(({ number, name }) => [number, name]))

/** `09:30:08  T0 + 8 s   周明棠  断网 20 秒 · loses the network for 20 s` */
export function line(startsAt: number, at: number, number: string | null, { zh, en }: Both): string {
  const afterS = Math.round((at - startsAt) / 1000)
  const t = afterS === 0 ? 'T0' : `T0 ${afterS < 0 ? '−' : '+'} ${Math.abs(afterS)} s`
  const who = number === null ? '' : `${NAMES.get(number) ?? number}  `
  return `  ${new Date(at).toTimeString().slice(0, 8)}  ${t.padEnd(10)}  ${who}${zh} · ${en}`
}

/** Everything there is to open. */
export function whatToOpen({ links, url }: Product): string {
  const open: Array<[string, string]> = [
    ['监督员 Proctor', links.proctor],
    ['组织方 Organiser', links.organiser],
    ['技术服务 Support', links.support],
    ['考官一 First examiner', links.examiner],
    ['考官二 Second examiner', links.secondExaminer],
    ['自己试一试模拟面试 Take the mock yourself', links.candidate],
    ['下载页 Download page', `${url}/`],
  ]
  return [
    '智试演示：一场自己会进行的面试，约三分钟',
    'Zhishi demo: a sitting that plays by itself, about three minutes',
    '',
    '请打开 · Open',
    ...open.map(([name, address]) => `  ${name}\n    ${address}`),
    '',
    '监督员：点开演示场次，再点【打开监督墙】，十个人的画面都在上面；点一个人看实时画面',
    'As proctor: the sitting, then “Open the wall”: all ten, with pictures every five seconds; a press on one shows them live',
  ].join('\n')
}

/** What is there to be looked at, once everybody has handed in. */
export function closing({ parts, notices, messages }: Omit<Account, 'problems'>): string {
  return [
    '',
    `十位考生全部上传成功，每个片段都已封存：${parts} 个片段，${notices} 条提示，${messages} 条求助消息。考官可以评分了。`,
    `All ten have handed in; every part is sealed: ${parts} parts, ${notices} notices, ${messages} messages for help. Examiners can score now.`,
  ].join('\n')
}

/** Where a busy machine, or a fault, kept somebody from playing to the end. */
export function notAsPlanned(count: number): string {
  return [
    '',
    `有 ${count} 处没有照计划进行，见上面各行；已录的都在，页面可以照常看。电脑太忙时会这样，请关闭其他程序再试。`,
    `${count} things did not go as planned, as the lines above say. What was recorded is there, and the pages work. This happens on a busy computer: close other programs and try again.`,
  ].join('\n')
}

/** A browser's error has many lines, of which the first says what happened. */
export function inOneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n').find((one) => one.trim() !== '') ?? 'an error without words'
}

/** What happens when, before it does. */
export function timetable(startsAt: number): string {
  const endMs = DURATION_S * 1000
  const planned: Array<{ afterT0Ms: number; number: string | null; says: Both }> = [
    { afterT0Ms: 0, number: null, says: { zh: '试题同时出现', en: 'the questions appear, for all at once' } },
    {
      afterT0Ms: endMs,
      number: null,
      says: { zh: '答题结束，上传并封存', en: 'answering ends; the rest is sent and sealed' },
    },
    { afterT0Ms: LIVE_FINISHES_AFTER_MS, number: LIVE.number, says: { zh: '提前【结束面试】', en: 'ends early' } },
    ...PEOPLE.flatMap(({ number, behaviour, finishesAfterMs }) => [
      ...deedsOf(behaviour, 1).flatMap(({ afterT0Ms, says }) => (says ? [{ afterT0Ms, number, says }] : [])),
      ...(finishesAfterMs === null
        ? []
        : [{ afterT0Ms: finishesAfterMs, number, says: { zh: '提前【结束面试】', en: 'ends early' } }]),
    ]),
  ]
  const rows = planned
    .toSorted((a, b) => a.afterT0Ms - b.afterT0Ms)
    .map(({ afterT0Ms, number, says }) => line(startsAt, startsAt + afterT0Ms, number, says))
  const now = {
    zh: '十位考生陆续登录、绑定手机、抽签、进入',
    en: 'ten candidates sign in, bind phones, draw lots, enter',
  }
  return ['时间表 · Timetable', line(startsAt, Date.now(), null, now), ...rows].join('\n')
}
