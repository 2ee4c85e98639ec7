// The named reasons why the embedded PostgreSQL cannot start, as values. Owns no behaviour beyond wording.
// Never used for bugs: those throw.

/**
 * - `inUse`: another server of ours (or a live PostgreSQL we may not stop) works on this directory; `pid` if known
 * - `notWritable`: the directory cannot be made or written, or its data belongs to another user
 * - `notACluster`: base/data exists, holds files, and is no PostgreSQL cluster; nothing in it was touched
 * - `passwordLost`: a finished cluster without its password file
 * - `unsupportedPlatform`: no binaries for this machine, or they do not run here
 * - `rootWithoutServiceUser`: we are root and there is no other user to run PostgreSQL as
 * - `didNotStart`: PostgreSQL ended by itself; `message` carries the end of its log
 */
export type ClusterRefusalReason =
  | 'inUse'
  | 'notWritable'
  | 'notACluster'
  | 'passwordLost'
  | 'unsupportedPlatform'
  | 'rootWithoutServiceUser'
  | 'didNotStart'

export interface ClusterRefusal {
  readonly ok: false
  readonly reason: ClusterRefusalReason
  /** English, for the operator: names the directory and what to do. */
  readonly message: string
  /** `inUse` only: the process that holds the directory. */
  readonly pid?: number
}

export function refuse(reason: ClusterRefusalReason, message: string, pid?: number | null): ClusterRefusal {
  return { ok: false, reason, message, ...(pid ? { pid } : {}) }
}

/** The errno name of a Node system error, or '' for anything else. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}

// What a directory that cannot be used says, whatever the reason: no right, read-only, full, a file in the way.
const DIRECTORY_ERRORS = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
  'ENOENT',
  'ENOSPC',
  'EDQUOT',
  'ELOOP',
  'ENAMETOOLONG',
])

/** Turns a file-system error about `directory` into a refusal; rethrows what is not one. */
export function refuseDirectory(directory: string, error: unknown): ClusterRefusal {
  const code = errorCode(error)
  if (!DIRECTORY_ERRORS.has(code)) throw error
  const cause = code === 'ENOSPC' || code === 'EDQUOT' ? 'there is no space left' : code
  return refuse(
    'notWritable',
    `Cannot write to the directory ${directory} (${cause}). Name a directory this user can write to, or mend this one.`,
  )
}
