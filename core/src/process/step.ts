// Owns: the names of the eleven steps, in the order of the original process (docs/process.md).
import { z } from 'zod'

/** 软件下载 · 设备准备 · 人脸登录 · 阅读面试流程 · 佐证绑定 · 抽签 · 阅读考试附件 · 进入面试 · 设备确认 · 开始答题 · 结束面试 */
export const STEPS = [
  'download',
  'preparation',
  'signIn',
  'briefing',
  'evidence',
  'draw',
  'attachments',
  'entry',
  'devices',
  'answering',
  'handIn',
] as const
export const step = z.enum(STEPS).meta({ id: 'Step' })
export type Step = z.infer<typeof step>
