// Owns: finding what a text refers to and is not there: a relative link, a file by its whole path, a heading of a document, a
// decision by its number, a command of package.json, a document that is not in the repository. Judges texts it is given; reads
// no files.
import { posix } from 'node:path'

/** One text file; `path` is relative to the repository root, with forward slashes. */
export type TextFile = { path: string; text: string }

/** The names of all files of the repository, also of those that are no text. */
type Paths = ReadonlySet<string>

/** How GitHub names the anchor of a heading: small letters, no punctuation, a hyphen for each space. */
export function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

/** The anchors of a Markdown file, without those in code blocks; a repeated heading has a number behind it. */
function anchorsOf(markdown: string): Set<string> {
  const seen = new Map<string, number>()
  const anchors = new Set<string>()
  for (const [, heading = ''] of withoutCode(markdown).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const anchor = anchorOf(heading)
    const before = seen.get(anchor) ?? 0
    seen.set(anchor, before + 1)
    anchors.add(before === 0 ? anchor : `${anchor}-${before}`)
  }
  return anchors
}

/** Fenced blocks are emptied and not removed, so that lines keep their numbers. */
const withoutCode = (markdown: string): string =>
  markdown.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, ''))

/** A paragraph of an outside document: what stands before the sign names it. */
const OUTSIDE =
  /(RFC \d+|NIST SP [\d-]+\w?|GB \d+|ISO[ /][\w-]+|ITU-T? [\w.]+|High Resolution Time|Media Capture and Streams)[^§]*$/

/** A file of ours by its whole path; what an import names begins with a dot or our scope. */
const WHOLE_PATH =
  /(?<![\w./@-])((?:core|server|web|e2e|bench|tools|deploy|testdata)\/[\w./-]+\.(?:tsx?|m?js|css|sql|json))\b/g

/**
 * Every reference that leads nowhere, as one sentence with its place.
 * @param commands what `npm run` knows
 */
export function deadReferences(files: readonly TextFile[], paths: Paths, commands: ReadonlySet<string>): string[] {
  const anchors = new Map(
    files.filter(({ path }) => path.endsWith('.md')).map(({ path, text }) => [path, anchorsOf(text)]),
  )
  const names = new Set([...paths].map((path) => posix.basename(path)))
  const folders = new Set([...paths].flatMap((path) => path.split('/').map((_, at, all) => all.slice(0, at).join('/'))))
  const decisions = new Set([...paths].flatMap((path) => /^docs\/decisions\/(\d{4})-/.exec(path)?.[1] ?? []))

  const problemWith = (file: string, anchor: string | undefined): string | null => {
    if (!paths.has(file) && !folders.has(file)) return `there is no ${file}`
    if (anchor && !anchors.get(file)?.has(anchor)) return `${file} has no heading #${anchor}`
    return null
  }

  function* problemsOf(path: string, line: string): Generator<string | null> {
    if (path.endsWith('.md')) {
      for (const [, target = ''] of line.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue
        const [file = '', anchor] = target.split('#')
        yield problemWith(file === '' ? path : posix.join(posix.dirname(path), file).replace(/\/$/, ''), anchor)
      }
    }
    const plain = line.replace(/\]\([^)\s]+\)/g, ']')
    for (const [, file = '', anchor] of plain.matchAll(/(?<![\w./-])(docs\/[\w./-]+?\.md)(?:#([\w-]+))?/g)) {
      yield problemWith(file, anchor)
    }
    for (const [, file = ''] of plain.matchAll(WHOLE_PATH)) yield problemWith(file, undefined)
    for (const [, name = ''] of plain.matchAll(/\bnpm run (?:-s )?([a-z][\w:-]*)/g)) {
      // `bench:…` stands for all of them
      yield name.endsWith(':') || commands.has(name) ? null : `there is no command npm run ${name}`
    }
    for (const [, name = ''] of plain.matchAll(/(?<![\w$}{/*.-])([\w-]+\.md)\b/g)) {
      yield names.has(name) ? null : `there is no document ${name}`
    }
    for (const [, number = ''] of plain.matchAll(/\bdecisions? (\d{4})\b/gi)) {
      yield decisions.has(number) ? null : `there is no decision ${number}`
    }
    for (const { index } of plain.matchAll(/§ ?\d/g)) {
      yield OUTSIDE.test(plain.slice(0, index)) ? null : 'cites a paragraph and does not say of which document'
    }
    if (/\bDESIGN\b|\bblueprint\b/.test(plain)) yield 'cites a document that is not in the repository'
  }

  return files.flatMap(({ path, text }) =>
    (path.endsWith('.md') ? withoutCode(text) : text)
      .split('\n')
      .flatMap((line, at) =>
        [...problemsOf(path, line)].flatMap((problem) => (problem === null ? [] : [`${path}:${at + 1} ${problem}`])),
      ),
  )
}
