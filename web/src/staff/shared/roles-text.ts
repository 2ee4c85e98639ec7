// Owns: the roles of a member of staff in words.
// Never says what they may do.
import { useTranslation } from 'react-i18next'
import { rolesOf } from './me.ts'
import type { StaffMe } from './queries.ts'

export function useRolesText(): (me: StaffMe) => string {
  const { t } = useTranslation('staff')
  return (me) => {
    const roles = rolesOf(me)
    return roles.length === 0 ? t('noRole') : roles.map((role) => t(`roles.${role}`)).join(t('rolesJoin'))
  }
}
