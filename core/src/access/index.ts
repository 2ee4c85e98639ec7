// Owns: what others import of access: roles, memberships, and who may do what to which.
export * from './roles.ts'
export * from './actor.ts'
export { action, ACTION_NAMES, ACTIONS, type Action, type ActionOf, type ObjectOf } from './actions.ts'
export * from './may.ts'
