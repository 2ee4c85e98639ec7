// Owns: the button and its states. A button that cannot be pressed stays reachable and says why.
// Never uses `disabled`: what is disabled cannot be focused, so its reason would never be heard.
import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

export type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> & {
  kind?: 'primary' | 'plain' | 'end' | 'quiet'
  size?: 'big' | 'middle' | 'small'
  icon?: IconName
  iconAfter?: IconName
  /** the label stays, a turning mark replaces the icon, presses do nothing */
  isBusy?: boolean
  /** id of the element that says why it cannot be pressed now */
  blockedBy?: string | undefined
  children: ReactNode
}

const KINDS = { primary: 'btn-primary', plain: '', end: 'btn-end', quiet: 'btn-quiet' }
const SIZES = { big: 'btn-big', middle: '', small: 'btn-small' }

export function Button(props: ButtonProps) {
  const { kind = 'plain', size = 'middle', icon, iconAfter, isBusy = false, blockedBy, children, ...rest } = props
  const isBlocked = blockedBy !== undefined
  const isInert = isBlocked || isBusy
  return (
    <button
      type="button"
      {...rest}
      className={`btn ${KINDS[kind]} ${SIZES[size]} ${rest.className ?? ''}`}
      aria-disabled={isBlocked || undefined}
      aria-busy={isBusy || undefined}
      aria-describedby={isBlocked ? blockedBy : rest['aria-describedby']}
      onClick={isInert ? (event) => event.preventDefault() : rest.onClick}
    >
      {isBusy ? <Icon name="spinner" size={22} /> : icon && <Icon name={isBlocked ? 'lock' : icon} size={22} />}
      {children}
      {iconAfter && !isBusy && <Icon name={iconAfter} size={22} />}
    </button>
  )
}
