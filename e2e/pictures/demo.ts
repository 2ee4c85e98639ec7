// Owns: what the demo's own people typed in, which no language switch translates.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PEOPLE, QUESTIONS } from '../harness/interview.ts'
import { ROOT, type Product } from '../harness/product.ts'
import { createAlbum, type Album, type Size } from './album.ts'
import { CREW_SAYS } from './crew.ts'
import { WALL_SAYS } from './wall.ts'

/** Masked names, posts, questions and staff names of the demo and of the stories' interview. */
const TYPED_IN = [
  // the choice of language speaks both, and 回答完毕 is what candidates say at the end of an answer
  '中文',
  '语言 / Language',
  '回答完毕',
  '丁一',
  '戊二',
  '己三',
  '庚四',
  '三分钟',
  '短',
  '综合管理岗',
  '信息技术岗',
  '监督员',
  '组织方',
  '考官一',
  '考官二',
  '林',
  '周',
  '许',
  '何',
  ...Object.values(PEOPLE).map(({ name }) => name.slice(0, 1)),
  ...QUESTIONS,
  ...CREW_SAYS,
  ...WALL_SAYS,
  '请用一分钟介绍一本您最近读过的书，并谈谈它对您工作的启发。请不要说出姓名等个人信息。',
  '社区里有两户邻居因为装修噪声起了争执，请您居中调解。您会怎么做？',
  '技术服务',
  ...readFileSync(join(ROOT, 'demo/files/outline.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== ''),
]

export function demoAlbum(directory: string, product: Product, sizes: readonly Size[] = []): Album {
  return createAlbum({
    directory,
    sizes,
    typedIn: TYPED_IN,
    notKeys: [
      product.url,
      'interview.yaml',
      'face.mjpeg',
      // a feature that an old browser lacks
      'Array.prototype.toSorted',
      // files and places that a document names
      'demo/files/notice.pdf',
      'demo/files/outline.txt',
      'materials/a.pdf',
      'settings.entry.closesAfter',
      'sittings.0.selfPaced.opensAt',
    ],
  })
}
