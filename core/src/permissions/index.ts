// Owns: which role may give which command. Whose attempt it is, the service checks; who may call an endpoint
// stands in the endpoints table.
import type { CommandKind, Role } from '../process/command.ts'

const STAFF_WHO_DECIDE = ['proctor', 'organiser'] as const

/** One row for each command; the compiler refuses a command without a row. */
const MAY: Record<CommandKind, readonly Role[]> = {
  download: ['candidate'],
  prepare: ['candidate'],
  signIn: ['candidate'],
  consent: ['candidate'],
  askForPerson: ['candidate', 'system'],
  confirmIdentity: ['proctor', 'system'],
  refuseIdentity: ['proctor'],
  handOver: ['candidate', 'proctor'],
  confirmBriefing: ['candidate'],
  bindEvidence: ['system'],
  receiveEvidence: ['system'],
  drawLot: ['candidate'],
  openAttachments: ['candidate'],
  confirmAttachments: ['candidate'],
  enter: ['candidate'],
  confirmDevices: ['candidate'],
  begin: ['candidate'],
  showSheet: ['candidate'],
  finish: ['candidate'],
  handIn: ['candidate'],
  confirmEvidence: ['candidate'],
  grantAllowance: STAFF_WHO_DECIDE,
  withdraw: ['candidate', 'organiser'],
  remove: STAFF_WHO_DECIDE,
  void: ['organiser'],
}

export function can(role: Role, kind: CommandKind): boolean {
  return MAY[kind].includes(role)
}
