// Finds the texts that buttons of the pages are labelled with, and judges whether a label says what a press does: a verb.
// Judges sources and labels it is given; reads no files.
import { isNode, parse, visit, type Node, type Source } from './sources.ts'

/** The key of a text; `*` stands for what is only known when the page is open. */
export type LabelKey = { path: string; line: number; from: 'page' | 'ui'; key: string }

const BUTTONS = new Set(['Button', 'button'])
/** Attributes by which dialogs are told what their buttons say. */
const LABEL_ATTRIBUTES = new Set(['okText', 'cancelText', 'confirm', 'back', 'go', 'action'])

/** The keys of every label in a source: texts inside a button or a link that looks like one, and the labels given to dialogs. */
export function labelKeysOf(source: Source): LabelKey[] {
  const found: LabelKey[] = []
  const add = (node: Node): void => {
    for (const call of textCalls(node)) {
      for (const key of keysOf(argumentOf(call))) {
        const line = source.text.slice(0, call.start).split('\n').length
        found.push({ path: source.path, line, from: nameOf(call.callee) === 'ui' ? 'ui' : 'page', key })
      }
    }
  }
  visit(parse(source), (node) => {
    if (node.type === 'JSXElement' && isNode(node.openingElement) && isButton(node.openingElement)) {
      for (const child of node.children as Node[]) {
        if (child.type === 'JSXExpressionContainer' && isNode(child.expression)) add(child.expression)
      }
    }
    if (node.type === 'JSXAttribute' && LABEL_ATTRIBUTES.has(nameOf(node.name)) && isNode(node.value)) {
      if (node.value.type === 'JSXExpressionContainer' && isNode(node.value.expression)) add(node.value.expression)
    }
  })
  return found
}

function isButton(opening: Node): boolean {
  if (BUTTONS.has(nameOf(opening.name))) return true
  return (opening.attributes as Node[]).some(
    ({ name, value }) =>
      nameOf(name) === 'className' && isNode(value) && typeof value.value === 'string' && /\bbtn\b/.test(value.value),
  )
}

/** Calls of the functions that give texts, without those inside elements or labels. */
function textCalls(tree: Node): Node[] {
  const calls: Node[] = []
  const inner = new Set<unknown>()
  visit(tree, (node) => {
    if (node.type === 'JSXElement') visit(node, (one) => void inner.add(one))
    if (node.type !== 'CallExpression' || inner.has(node) || !['t', 'ui'].includes(nameOf(node.callee))) return
    calls.push(node)
    // what fills a label in is no label
    visit(node.arguments, (one) => void inner.add(one))
  })
  return calls
}

const argumentOf = (call: Node): unknown => (call.arguments as unknown[])[0]

function keysOf(argument: unknown): string[] {
  if (!isNode(argument)) return []
  if (argument.type === 'Literal' && typeof argument.value === 'string') return [argument.value]
  if (argument.type === 'ConditionalExpression') return [argument.consequent, argument.alternate].flatMap(keysOf)
  if (argument.type !== 'TemplateLiteral') return []
  return [(argument.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('*')]
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node.name === 'string' ? node.name : ''
}

/** What people say before the verb: of themselves, or how or where it is done. */
const BEFORE_A_VERB =
  /^(I don’t |I have |I |我已|我|请|仍然|重新|先不|先|再|去|已|不|另行|都|在[^，]{1,4}[器上里]|用文件)/

/** Whether one of the clauses of a label begins with a verb; what a person says of themselves ("I have read it") counts. */
export function isVerb(label: string, words: readonly string[]): boolean {
  return label.split(/[，。；：？!?,.;:·]\s*/).some((clause) => {
    const begin = clause.replace(BEFORE_A_VERB, '')
    return words.some((word) =>
      /^[a-z]/.test(word)
        ? new RegExp(`^${word}\\b`, 'i').test(begin)
        : begin.startsWith(word) || clause.startsWith(word),
    )
  })
}
