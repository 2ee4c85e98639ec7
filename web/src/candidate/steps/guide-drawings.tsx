// Owns: the four pictures of 视频指引. Each says in words what it shows, for those who do not see it.

const frame = { viewBox: '0 0 150 90', width: '100%', role: 'img', fill: 'none', strokeLinecap: 'round' } as const

/** A router with its lights on, the cable plugged in. */
export function NetworkDrawing({ says }: { says: string }) {
  return (
    <svg {...frame} aria-label={says}>
      <g stroke="var(--ink-2)" strokeWidth="2.4">
        <rect x="14" y="48" width="72" height="26" rx="4" fill="var(--sunken)" />
        <path d="M28 48V22M72 48V22" />
        <path d="M86 62c22 0 18 16 32 16h8" stroke="var(--dai-600)" strokeWidth="3.5" />
        <rect x="112" y="44" width="30" height="22" rx="3" fill="var(--surface)" />
        <path d="M106 74h42" />
      </g>
      <g fill="var(--pine-600)">
        <circle cx="28" cy="61" r="4" />
        <circle cx="42" cy="61" r="4" />
        <circle cx="56" cy="61" r="4" />
      </g>
      <g stroke="var(--pine-600)" strokeWidth="2.4">
        <path d="M40 20a14 14 0 0 1 20 0M45 26a7 7 0 0 1 10 0" />
      </g>
    </svg>
  )
}

/** A phone sending a network to a laptop. */
export function HotspotDrawing({ says }: { says: string }) {
  return (
    <svg {...frame} aria-label={says}>
      <g stroke="var(--ink-2)" strokeWidth="2.4">
        <rect x="16" y="14" width="34" height="62" rx="5" fill="var(--surface)" />
        <path d="M29 69h8" />
        <rect x="90" y="34" width="46" height="32" rx="3" fill="var(--surface)" />
        <path d="M82 74h62l-8-8H90z" fill="var(--sunken)" strokeLinejoin="round" />
      </g>
      <g stroke="var(--dai-600)" strokeWidth="3">
        <path d="M58 36a14 14 0 0 1 0 18M66 29a25 25 0 0 1 0 32" />
      </g>
      <circle cx="33" cy="42" r="6" fill="var(--dai-600)" />
      <path d="M104 50l6 6 12-13" stroke="var(--pine-600)" strokeWidth="4" strokeLinejoin="round" />
    </svg>
  )
}

/** The recordings of a laptop, on their way to a memory stick. */
export function FileDrawing({ says }: { says: string }) {
  return (
    <svg {...frame} aria-label={says}>
      <g stroke="var(--ink-2)" strokeWidth="2.4">
        <rect x="14" y="22" width="58" height="40" rx="3" fill="var(--surface)" />
        <path d="M4 72h78l-10-10H14z" fill="var(--sunken)" strokeLinejoin="round" />
        <rect x="112" y="36" width="26" height="40" rx="4" fill="var(--surface)" />
        <path d="M117 36V22h16v14M122 27v3M128 27v3" />
      </g>
      <path d="M36 33v18l14-9z" fill="var(--dai-600)" />
      <path d="M80 42h22M95 34l8 8-8 8" stroke="var(--dai-600)" strokeWidth="3.5" strokeLinejoin="round" />
      <path d="M118 58l5 5 9-11" stroke="var(--pine-600)" strokeWidth="3.5" strokeLinejoin="round" />
    </svg>
  )
}

/** A receiver, calling. */
export function PhoneDrawing({ says }: { says: string }) {
  return (
    <svg {...frame} aria-label={says}>
      <path
        d="M52 18h14l6 18-9 7a50 50 0 0 0 24 24l7-9 18 6v13c0 4-3 7-7 7-33-3-57-27-60-59 0-4 3-7 7-7z"
        fill="var(--dai-50)"
        stroke="var(--dai-600)"
        strokeWidth="3"
        strokeLinejoin="round"
      />
      <g stroke="var(--pine-600)" strokeWidth="3">
        <path d="M92 22a22 22 0 0 1 20 20M94 34a10 10 0 0 1 7 7" />
      </g>
    </svg>
  )
}
