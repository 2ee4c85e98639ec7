// Owns: what a start prints: the line of JSON, or sentences with a link for everybody, in both languages.
// Never printed anywhere else: the links hold secrets.
import { encode } from 'uqr'
import type { Config } from '../config.ts'
import type { RunningServer } from '../main.ts'

export type Links = {
  candidate: string
  proctor: string
  organiser: string
  support: string
  examiner: string
  /** whoever scores what the first one recuses themselves from */
  secondExaminer: string
  /** the phone's page */
  evidence: string
  /** the page that installs the certificate; only with --lan */
  install?: string
}

/** @param startsAt T0 of the demo's first sitting */
export function announcement(
  { url, lan }: Pick<RunningServer, 'url' | 'lan'>,
  config: Config,
  links: Links,
  startsAt: number | null,
): string {
  if (config.isJson) return JSON.stringify({ ready: true, url, links, startsAt })
  const at = (instant: number) =>
    new Date(instant).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false })
  const blocks = [
    `智试 Zhishi serves ${url}   (data ${config.dataDirectory}, keys ${config.keysDirectory})`,
    `  考生 candidate   ${links.candidate}
  监督员 proctor   ${links.proctor}
  组织方 organiser ${links.organiser}
  技术服务 support ${links.support}
  考官一 examiner  ${links.examiner}
  考官二 examiner  ${links.secondExaminer}`,
    lan ? onTheNetwork(lan, links.evidence) : phoneLine(config, links.evidence),
    startsAt !== null &&
      `  演示第一场 T0  ${at(startsAt)} 北京时间（模拟面试随时可做 / the mock sitting can be taken at any time）`,
    'Ctrl-C stops it; the next start continues with all data.',
  ]
  return `\n${blocks.filter((block) => block !== false).join('\n\n')}`
}

function phoneLine({ tls, host, publicUrl }: Config, link: string): string {
  const isHere =
    tls === null && publicUrl === null && (host === 'localhost' || host === '::1' || host.startsWith('127.'))
  return isHere
    ? `  手机 phone       用本机的另一个浏览器窗口代替（真手机请加 --lan）/ a second browser window on this computer (a real phone: --lan): ${link}`
    : `  手机 phone       ${link}`
}

function onTheNetwork({ installUrl, urls, authority }: NonNullable<RunningServer['lan']>, link: string): string {
  const [first, ...others] = urls
  return [
    `  手机 phone       ${link}`,
    ...(first === undefined
      ? [
          '  现在没有局域网地址，只有本机能打开；连上网络后几秒内可用 / no address on a local network now; it is taken up within seconds of one',
        ]
      : []),
    ...(others.length > 0 ? [`  其他地址 also at  ${others.join('  ')}`] : []),
    '',
    `  新手机、新电脑先打开这个网页安装证书（扫码）/ a new phone or computer first installs the certificate from this page (scan):`,
    `  ${installUrl}`,
    '',
    terminalCode(installUrl),
    '',
    `  证书 certificate ${authority.name}`,
    `  SHA-256 ${authority.fingerprint}`,
    '  局域网方式没有离线页面：断网时不要刷新网页 / --lan has no offline shell: do not reload a page while the network is away',
  ].join('\n')
}

/** Four modules of white around it, as ISO/IEC 18004 asks. */
const QUIET_MODULES = 4
/** White on black whatever colours the terminal has: a reader looks for dark on light. */
const WHITE_ON_BLACK = '\u001b[97;40m'
const AS_BEFORE = '\u001b[0m'

/** A QR code of half blocks, two modules a character. */
function terminalCode(text: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_MODULES })
  const isLight = (x: number, y: number) => data[y]?.[x] !== true
  const lines = Array.from({ length: Math.ceil(size / 2) }, (_line, at) =>
    Array.from({ length: size }, (_module, x) => HALVES[`${isLight(x, 2 * at)} ${isLight(x, 2 * at + 1)}`]).join(''),
  )
  const isTerminal = process.stdout.isTTY
  return lines.map((line) => (isTerminal ? `  ${WHITE_ON_BLACK}${line}${AS_BEFORE}` : `  ${line}`)).join('\n')
}

/** By whether the upper and the lower module are light. */
const HALVES: Record<`${boolean} ${boolean}`, string> = {
  'true true': '█',
  'true false': '▀',
  'false true': '▄',
  'false false': ' ',
}
