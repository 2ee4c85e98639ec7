// Owns: docs/audit-log.md: everything the audit log can say, as a page for people.
// Never knows an action: the table beside the log has all.
import { AUDIT_ACTIONS } from '../../server/src/audit/actions.ts'

export function writeAuditLog(): string {
  return [
    '# Audit log',
    '',
    'Everything the audit log can say, written by `npm run docs` from `server/src/audit/actions.ts`: the only actions that the',
    'compiler lets anybody write. An entry has a running number, an instant, who acted (role and id), the action, and what it is about:',
    'ids, counts, digests and instants, never a name or a number of a person. Entries are append-only and hash-chained',
    '([security](security.md#audit)); they stay when what they name is erased ([privacy](privacy.md#erasing)).',
    '',
    '| action | 中文 | meaning | about |',
    '|---|---|---|---|',
    ...Object.entries(AUDIT_ACTIONS).map(
      ([action, { says, about }]) => `| \`${action}\` | ${says.zh} | ${says.en} | ${about.join(', ')} |`,
    ),
    '',
  ].join('\n')
}
