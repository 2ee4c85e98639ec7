// Owns: a part of a page that scrolls by itself, reachable and named for who scrolls by keyboard.
import type { KeyboardEvent, ReactNode, Ref } from 'react'

type ScrollRegionProps = {
  label: string
  className?: string
  place?: Ref<HTMLDivElement>
  onKeyDown?: (event: KeyboardEvent<HTMLDivElement>) => void
  children: ReactNode
}

export function ScrollRegion({ label, className, place, onKeyDown, children }: ScrollRegionProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys that move what is read
    <div
      ref={place}
      className={className}
      role="region"
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  )
}
