// Decides which user PostgreSQL runs as. PostgreSQL refuses to run as root, so a root server needs another user.
// Never creates or changes users of the machine.

import { readFileSync, statSync } from 'node:fs'
import { errorCode, refuse } from './refusal.ts'
import type { ClusterRefusal } from './refusal.ts'

export interface ServiceUser {
  readonly uid: number
  readonly gid: number
}

export type ServiceUserResult = { readonly ok: true; readonly user: ServiceUser | null } | ClusterRefusal

/**
 * The user to run PostgreSQL as: `null` = ourselves (we are not root).
 * A cluster keeps its owner: if `dataDirectory` exists and belongs to an ordinary user, that is the one, even if
 * a user `postgres` was added to the machine since.
 */
export function serviceUser(dataDirectory: string): ServiceUserResult {
  if (process.getuid?.() !== 0) return { ok: true, user: null }
  if (process.platform !== 'linux') {
    return refuse('rootWithoutServiceUser', 'PostgreSQL refuses to run as root. Start the server as an ordinary user.')
  }
  const owner = ownerOf(dataDirectory)
  if (owner && owner.uid !== 0) return { ok: true, user: owner }
  return chooseServiceUser(readFileSync('/etc/passwd', 'utf8'))
}

/** Picks `postgres`, else `nobody`, from the text of /etc/passwd (initdb wants a user with an entry there). */
export function chooseServiceUser(passwd: string): ServiceUserResult {
  const rows = passwd.split('\n').map((line) => line.split(':'))
  const row = rows.find(([name]) => name === 'postgres') ?? rows.find(([name]) => name === 'nobody')
  const user = { uid: Number(row?.[2]), gid: Number(row?.[3]) }
  if (user.uid > 0 && user.gid > 0) return { ok: true, user }
  return refuse(
    'rootWithoutServiceUser',
    'PostgreSQL refuses to run as root, and this machine has neither a user postgres nor a user nobody. ' +
      'Start the server as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  )
}

function ownerOf(path: string): ServiceUser | null {
  try {
    const { uid, gid } = statSync(path)
    return { uid, gid }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}
