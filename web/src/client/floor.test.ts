// Proves: the floor of browser features and the build's target are the same browsers, nothing in the pages is younger than
// the floor, and what is younger than a few years stands in it. That each is really asked for: e2e/stories/old-engines.e2e.ts.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import viteConfig from '../../vite.config.ts'

const WEB = join(import.meta.dirname, '..', '..')
const floor = [
  ...readFileSync(join(WEB, 'public', 'floor.js'), 'utf8').matchAll(/path: '([\w.]+)', since: \[([\d., ]+)\]/g),
].map(([, path = '', since = '']) => ({ path, since: since.split(', ').map(Number) }))

/** Of the years after 2020: a feature that is used has to stand in the floor. */
const RECENT =
  /\.(at|toSorted|toReversed|toSpliced|findLast|findLastIndex|replaceAll|allSettled|randomUUID)\(|\b(AbortSignal\.timeout|ResizeObserver|OffscreenCanvas)\b/g
/** Younger than the build's target: not to be used in a page without another way beside it. */
const YOUNGER =
  /\b(URL\.canParse|URL\.parse|Promise\.(?:withResolvers|try)|(?:Object|Map)\.groupBy|Array\.fromAsync|AbortSignal\.any|Iterator\.from|RegExp\.escape|Error\.isError|Math\.sumPrecise)\b|\.(isWellFormed|toWellFormed|checkVisibility|toBase64|setFromBase64|toHex\(\)|isSubsetOf|symmetricDifference|transferToFixedLength)\b/g

/** Text of what runs in browsers of candidates: staff choose their browsers. */
function sources(): { file: string; text: string }[] {
  return [join(WEB, 'src'), join(WEB, '..', 'core', 'src')].flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|testkit|conformance|^staff/.test(file))
      .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') })),
  )
}

test('every feature of the floor came no later than the browsers that pages are built for', () => {
  const target = viteConfig.build?.target as string[]
  const versionOf = (name: string) => Number(target.find((it) => it.startsWith(name))?.slice(name.length))
  expect(versionOf('edge')).toBe(versionOf('chrome'))
  const built = [versionOf('chrome'), versionOf('firefox'), versionOf('safari')]
  expect(built.every((version) => version > 10)).toBe(true)
  expect(floor.length).toBeGreaterThan(10)
  for (const { path, since } of floor) {
    expect(
      since.every((version, at) => version <= (built[at] ?? 0)),
      `${path}: ${since.join()} and ${built.join()}`,
    ).toBe(true)
  }
  // and the floor is no lower than the target by much: its youngest feature says which browsers are let in
  expect(Math.max(...floor.map(({ since }) => since[0] ?? 0))).toBeGreaterThanOrEqual(110)
})

test('what pages use of recent years stands in the floor, and nothing is younger', () => {
  const known = new Set(floor.flatMap(({ path }) => [path, path.split('.').at(-1) ?? '']))
  const used = new Set<string>()
  for (const { file, text } of sources()) {
    const code = text.replaceAll(/\/\/.*|\/\*[^]*?\*\//g, '')
    for (const [, method, name] of code.matchAll(RECENT)) {
      used.add(method ?? name ?? '')
      expect(known, file).toContain(method ?? name)
    }
    expect(
      [...code.matchAll(YOUNGER)].map(([it]) => it),
      file,
    ).toEqual([])
  }
  expect(used.size).toBeGreaterThan(6)
})
