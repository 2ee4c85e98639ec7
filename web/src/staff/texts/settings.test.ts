// Keeps the page of settings complete: each setting that an interview has, and each choice, has a name in both languages.
import { SETTING_GROUPS, SETTINGS } from '@zhishi/core/interview'
import { describe, expect, test } from 'vitest'
import { en as uiEn } from '../../ui/texts/en.ts'
import { zhCN as uiZhCN } from '../../ui/texts/zh-CN.ts'
import { documentEn } from './document.en.ts'
import { documentZhCN } from './document.zh-CN.ts'

type Texts = { settings: object; choices: object; recordingTitle: string }

/** What has no text: settings, values of choices, and groups, by their path. */
function nameless(texts: Texts, steps: object): string[] {
  const at = (of: object, path: string): unknown =>
    path.split('.').reduce((found: unknown, name) => (found as Record<string, unknown> | undefined)?.[name], of)
  const isSaid = (text: unknown): boolean => typeof text === 'string' && text.trim() !== ''
  return [
    ...SETTINGS.filter(({ path }) => !isSaid(at(texts.settings, path))).map(({ path }) => path),
    ...SETTINGS.flatMap((setting) => (setting.kind === 'choice' ? setting.of : [])).filter(
      (value) => !isSaid(at(texts.choices, value)),
    ),
    ...SETTING_GROUPS.filter((group) => !isSaid(group === 'recording' ? texts.recordingTitle : at(steps, group))),
  ]
}

describe.each([
  ['Chinese', documentZhCN, uiZhCN.steps],
  ['English', documentEn, uiEn.steps],
])('%s', (_language, texts, steps) => {
  test('every setting has a name', () => {
    expect(nameless(texts, steps)).toEqual([])
  })

  test('one without is found', () => {
    const { canRemoveLocalCopies: _, ...recording } = texts.settings.recording
    expect(
      nameless(
        { ...texts, settings: { ...texts.settings, recording }, choices: { ...texts.choices, off: ' ' } },
        steps,
      ),
    ).toEqual(['recording.canRemoveLocalCopies', 'off'])
  })
})
