// Owns: telling the compiler which words the staff pages may ask for.
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

export const staffTexts = { staff: { 'zh-CN': zhCN, en } }

declare module '../../ui/i18n.ts' {
  interface Namespaces {
    staff: typeof zhCN
  }
}
