// Owns: the drawings of the visual language: one 24 px line set. Never a meaning alone: a word stands beside each.
import type { ReactNode } from 'react'

const DRAWINGS = {
  wifi: (
    <>
      <path d="M3.5 9.5a12.5 12.5 0 0 1 17 0M6.5 13a8.2 8.2 0 0 1 11 0M9.5 16.3a3.8 3.8 0 0 1 5 0" />
      <circle cx="12" cy="19" r=".6" fill="currentColor" />
    </>
  ),
  wifiOff: (
    <>
      <path d="M3.5 9.5a12.5 12.5 0 0 1 5-2.9M20.5 9.5a12.5 12.5 0 0 0-8-3.3M6.5 13a8.2 8.2 0 0 1 3.5-2M4 4l16 16" />
      <circle cx="12" cy="18.5" r=".6" fill="currentColor" />
    </>
  ),
  phone: (
    <path d="M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a1.5 1.5 0 0 1-1.6 1.5C11.5 18.4 5.6 12.5 5 5.6A1.5 1.5 0 0 1 6.5 4z" />
  ),
  clock: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7v5.3l3.3 2" />
    </>
  ),
  tick: <path d="M5 12.5l4.5 4.5L19 7.5" />,
  cross: <path d="M6.5 6.5l11 11M17.5 6.5l-11 11" />,
  dash: <path d="M6.5 12h11" />,
  lock: (
    <>
      <rect x="5.5" y="10.5" width="13" height="9" rx="1.5" />
      <path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5" />
    </>
  ),
  forward: <path d="M5 12h13M13 7l5 5-5 5" />,
  good: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M8 12.3l2.8 2.8L16 9.7" />
    </>
  ),
  bad: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M9 9l6 6M15 9l-6 6" />
    </>
  ),
  info: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 11v5.5M12 7.7v.2" />
    </>
  ),
  attention: (
    <>
      <path d="M12 4.5l8.5 15h-17z" />
      <path d="M12 10.5v4M12 17v.2" />
    </>
  ),
  refresh: <path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 4v4h-4" />,
  camera: (
    <>
      <rect x="3" y="6.5" width="12.5" height="11" rx="2" />
      <path d="M15.5 11l5.5-3v8l-5.5-3" />
    </>
  ),
  microphone: (
    <>
      <rect x="9" y="3.5" width="6" height="10.5" rx="3" />
      <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
    </>
  ),
  screen: (
    <>
      <rect x="3" y="4.5" width="18" height="12" rx="1.5" />
      <path d="M9 20h6M12 16.5V20" />
    </>
  ),
  journal: (
    <>
      <path d="M6 3.5h8l4 4v13H6z" />
      <path d="M14 3.5v4h4M9 12h6M9 15.5h6" />
    </>
  ),
  person: (
    <>
      <circle cx="12" cy="8.5" r="4" />
      <path d="M4.5 20c.8-4 3.8-6 7.5-6s6.7 2 7.5 6" />
    </>
  ),
  down: <path d="M7 10l5 5 5-5" />,
  download: <path d="M12 5v11M7.5 11.5L12 16l4.5-4.5M5 19.5h14" />,
  upload: <path d="M12 16V5M7.5 9.5L12 5l4.5 4.5M5 19.5h14" />,
  up: <path d="M7 14l5-5 5 5" />,
  help: (
    <>
      <path d="M4 5.5h16v11H11l-4.5 3.5v-3.5H4z" />
      <path d="M8 9.5h8M8 12.5h5" />
    </>
  ),
  guide: <path d="M7.5 5.5l11 6.5-11 6.5z" fill="currentColor" stroke="none" />,
  mobile: (
    <>
      <rect x="6.5" y="2.8" width="11" height="18.4" rx="2.2" />
      <path d="M10.7 18h2.6" />
    </>
  ),
  battery: (
    <>
      <rect x="3" y="8" width="16" height="8.5" rx="1.5" />
      <path d="M21.5 11v2.5" />
      <rect x="5" y="10" width="9" height="4.5" fill="currentColor" stroke="none" />
    </>
  ),
  torch: (
    <>
      <path d="M8 3.5h8l-1.5 6v11h-5v-11z" />
      <path d="M8.5 6.5h7M12 12.5v2" />
    </>
  ),
  storage: (
    <>
      <rect x="3.5" y="5" width="17" height="6" rx="1.5" />
      <rect x="3.5" y="13" width="17" height="6" rx="1.5" />
      <path d="M7 8h.2M7 16h.2" />
    </>
  ),
  qr: (
    <>
      <path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4z" />
      <path d="M14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 19.5h1.5" />
    </>
  ),
  shield: (
    <>
      <path d="M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6z" />
      <path d="M9 12l2.2 2.2L15.2 10" />
    </>
  ),
  back: <path d="M19 12H6M11 7l-5 5 5 5" />,
  larger: <path d="M12 6v12M6 12h12" />,
  spinner: <path d="M12 3.5a8.5 8.5 0 1 1-8.5 8.5" />,
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof DRAWINGS

/** A decoration for the eye; what it means stands in words next to it. @param size px */
export function Icon({ name, size = 24, className = '' }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      className={`icon ${name === 'spinner' ? 'spinner' : ''} ${className}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {DRAWINGS[name]}
    </svg>
  )
}

/** The mark of the product: a computer with its lens, a phone beside it with the red recording light. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <g fill="none" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round">
        <rect x="1.5" y="5" width="21" height="16.5" rx="2.5" />
        <path d="M8 27h9" />
        <rect x="19" y="10.5" width="11.5" height="19" rx="2.6" fill="var(--surface)" />
      </g>
      <circle cx="12" cy="13.2" r="3.3" fill="currentColor" />
      <circle cx="24.75" cy="16" r="1.8" fill="var(--zhu-600)" />
    </svg>
  )
}
