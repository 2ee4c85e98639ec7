// Our own lint rules, loaded by oxlint (.oxlintrc.json says where they hold): time comes from the Clock a function was
// given, randomness from an argument, so that every rule can be recomputed and every test can move the clock.
// They look at names only; a copy of the whole Date object under another name is not followed.

const CLOCK = 'take the time from the Clock you were given; only server/src/platform/clock.ts reads the real one'
const RANDOM = 'take randomness as an argument; secrets come from node:crypto in server/src/platform'

/** Functions that read the real clock, by the object they hang on. */
const CLOCKS = new Map([
  ['Date', ['now']],
  ['performance', ['now', 'timeOrigin']],
  ['process', ['hrtime', 'uptime']],
])
const RANDOMS = new Map([['Math', ['random']]])

/** The name of `x` in `x.y` and in `globalThis.x.y`. */
function objectName(node) {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'MemberExpression' && node.object.type === 'Identifier' && node.object.name === 'globalThis') {
    return propertyName(node.property, node.computed)
  }
  return undefined
}

/** The name of `y` in `x.y` and `x['y']`. */
function propertyName(node, isComputed) {
  if (!isComputed) return node.name
  return node.type === 'Literal' ? node.value : undefined
}

/** Reports every use of one of `members`, called, passed on or destructured. */
function banMembers(context, members, message) {
  const isBanned = (object, property) => (members.get(objectName(object)) ?? []).includes(property)
  return {
    MemberExpression(node) {
      if (isBanned(node.object, propertyName(node.property, node.computed))) context.report({ node, message })
    },
    VariableDeclarator(node) {
      if (node.id.type !== 'ObjectPattern' || !node.init) return
      for (const property of node.id.properties) {
        if (property.type !== 'Property') continue
        if (isBanned(node.init, propertyName(property.key, property.computed))) {
          context.report({ node: property, message })
        }
      }
    },
  }
}

const noClock = {
  create(context) {
    return {
      ...banMembers(context, CLOCKS, CLOCK),
      NewExpression(node) {
        if (objectName(node.callee) === 'Date' && node.arguments.length === 0) {
          context.report({ node, message: CLOCK })
        }
      },
      CallExpression(node) {
        if (objectName(node.callee) === 'Date') context.report({ node, message: CLOCK })
      },
    }
  },
}

const noRandom = {
  create(context) {
    return banMembers(context, RANDOMS, RANDOM)
  },
}

export default { meta: { name: 'zhishi' }, rules: { 'no-clock': noClock, 'no-random': noRandom } }
