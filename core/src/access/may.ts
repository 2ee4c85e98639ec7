// Owns: the one answer to who may do what: by memberships, to this very thing.
// Pure; never says whether the moment is right (process), and never looks anything up: the object says what counts of it.
import type { InterviewId } from '../ids/index.ts'
import { ACTION_NAMES, ACTIONS, isCommand, type Action, type ObjectOf, type Objects } from './actions.ts'
import { covers, type Actor, type Membership } from './actor.ts'
import type { Role } from './roles.ts'

type Staff = Extract<Actor, { kind: 'staff' }>

/** Whether the actor may do this to that. */
export function may<A extends Action>(actor: Actor, action: A, object: ObjectOf<A>): boolean {
  return actingRole(actor, action, object) !== null
}

/** The role in which the actor does this to that, as the audit log names it; null: may not. */
export function actingRole<A extends Action>(actor: Actor, action: A, object: ObjectOf<A>): Role | null {
  return roleFor(actor, action, object)
}

function roleFor(actor: Actor, action: Action, object: Objects[keyof Objects]): Role | null {
  const by: readonly Role[] = ACTIONS[action].by
  switch (actor.kind) {
    case 'system':
      return by.includes('system') ? 'system' : null
    case 'candidate':
      return by.includes('candidate') && isOwn(actor.personId, object) ? 'candidate' : null
    case 'staff': {
      if (typeof object === 'object' && 'isAssigned' in object && !object.isAssigned) return null
      const held = actor.memberships.filter((one) => reaches(one, object))
      return by.find((role) => held.some((one) => one.role === role)) ?? null
    }
  }
}

const isOwn = (personId: string, object: Objects[keyof Objects]): boolean =>
  typeof object === 'object' && 'personId' in object && object.personId === personId

/** What is about the installation is about every interview: a membership of one of them does not reach so far. */
const reaches = (one: Membership, object: Objects[keyof Objects]): boolean =>
  object === 'installation' ? one.interview === 'all' : covers(one, object.interviewId)

/** Interviews in which something may be done: all of them, also those to come, or these. */
export type Scope = 'all' | readonly InterviewId[]

/** Where a member of staff may do this at all, for lists. Of an answer: if it is assigned to them. */
export function scopeOf(actor: Staff, action: Action): Scope {
  const by: readonly Role[] = ACTIONS[action].by
  const held = actor.memberships.filter(({ role }) => by.includes(role)).map(({ interview }) => interview)
  if (held.includes('all')) return 'all'
  if (ACTIONS[action].of === 'installation') return []
  return [...new Set(held)].filter((one): one is InterviewId => one !== 'all')
}

/** The role in which a member of staff does this, whatever it is done to; null: it is not worth asking at all. */
export function roleAnywhere(actor: Staff, action: Action): Role | null {
  const by: readonly Role[] = ACTIONS[action].by
  const held = actor.memberships.filter(({ interview }) => ACTIONS[action].of !== 'installation' || interview === 'all')
  return by.find((role) => held.some((one) => one.role === role)) ?? null
}

/** All that a member of staff may do to something. */
export const abilitiesAnywhere = (actor: Staff): Action[] =>
  ACTION_NAMES.filter((action) => roleAnywhere(actor, action) !== null)

/** What a member of staff may do to an interview, and to sittings and attempts of it. */
export const abilitiesIn = (actor: Staff, interviewId: InterviewId): Action[] =>
  ACTION_NAMES.filter(
    (action) => /^(interview|attempt)$/.test(ACTIONS[action].of) && roleFor(actor, action, { interviewId }) !== null,
  )

/** What the actor may do to an attempt, commands aside: their moment counts too, so the process says them. */
export const abilitiesOn = (actor: Actor, attempt: Objects['attempt']): Action[] =>
  ACTION_NAMES.filter(
    (action) => ACTIONS[action].of === 'attempt' && !isCommand(action) && roleFor(actor, action, attempt) !== null,
  )
