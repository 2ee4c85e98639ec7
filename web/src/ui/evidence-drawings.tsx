// Owns: the pictures that show how the phone is bound: scan, one turn around the room, where it stands. The same on the
// computer and in the phone's manual. Each says in words what it shows, for those who do not see it.

const frame = { viewBox: '0 0 240 150', width: '100%', role: 'img', fill: 'none', strokeLinecap: 'round' } as const
const ink = { stroke: 'var(--ink-2)', strokeWidth: 2.6, strokeLinejoin: 'round' } as const
const action = { stroke: 'var(--action)', strokeWidth: 3.4, strokeLinejoin: 'round' } as const

/** A phone held towards the code on a screen; the typed code stands above it. */
export function ScanDrawing({ says }: { says: string }) {
  return (
    <svg {...frame} aria-label={says}>
      <g {...ink}>
        <rect x="18" y="18" width="116" height="86" rx="5" fill="var(--surface)" />
        <path d="M58 122h36M76 104v18" />
        <path d="M54 32h14M74 32h24" strokeWidth="5" />
      </g>
      <g fill="var(--ink)">
        <path d="M56 44h14v14H56zM82 44h14v14H82zM56 70h14v14H56z" />
        <path d="M76 48h4v6h-4zM60 62h6v4h-6zM74 62h6v6h-6zM86 64h6v4h-6zM76 74h6v4h-6zM88 74h8v4h-8zM84 82h6v4h-6z" />
      </g>
      <g fill="var(--surface)">
        <path d="M60 48h6v6h-6zM86 48h6v6h-6zM60 74h6v6h-6z" />
      </g>
      <g {...ink}>
        <rect x="172" y="38" width="46" height="88" rx="7" fill="var(--sunken)" />
        <path d="M189 118h12" />
      </g>
      <path d="M164 56L142 48M164 82L142 90" {...action} strokeDasharray="1 8" />
      <path d="M184 68v-8h8M206 68v-8h-8M184 88v8h8M206 88v8h-8" {...action} />
    </svg>
  )
}

/** A person from above, the phone at arm's length facing them, and the way around. */
export function SweepDrawing({ says }: { says: string }) {
  return (
    <svg {...frame} aria-label={says}>
      <g {...ink}>
        <ellipse cx="120" cy="86" rx="30" ry="15" fill="var(--sunken)" />
        <circle cx="120" cy="82" r="14" fill="var(--surface)" />
        <path d="M98 78C92 58 100 44 112 38M142 78c6-20-2-34-14-40" />
        <rect x="101" y="26" width="38" height="11" rx="3" fill="var(--surface)" />
      </g>
      <path d="M120 42v14M112 50l8 8 8-8" stroke="var(--zhu-600)" strokeWidth="2.6" />
      <path d="M172 40a70 52 0 1 1-98-4" {...action} />
      <path d="M62 40l13-5 2 14" {...action} />
      <circle cx="172" cy="40" r="6" fill="var(--action)" />
    </svg>
  )
}

/** From above: desk, computer, person; the phone behind at the side with what it sees. */
export function PlacementDrawing({ says }: { says: string }) {
  return (
    <svg {...frame} aria-label={says}>
      <path d="M212 132L48 74 84 10 152 6z" fill="var(--dai-100)" opacity="0.7" />
      <g {...ink}>
        <rect x="44" y="14" width="112" height="46" rx="4" fill="var(--surface)" />
        <path d="M72 24h56" strokeWidth="6" />
        <rect x="108" y="36" width="20" height="15" rx="1" />
        <ellipse cx="100" cy="88" rx="26" ry="13" fill="var(--sunken)" />
        <circle cx="100" cy="84" r="12" fill="var(--surface)" />
        <path d="M80 80l4-16M120 80l-4-16" />
      </g>
      <path d="M112 92l88 34" {...action} strokeDasharray="1 8" />
      <g transform="translate(211 132) rotate(-68)">
        <rect x="-15" y="-5" width="30" height="10" rx="3" fill="var(--action)" />
      </g>
      <g fill="var(--ink)" fontSize="13" fontWeight="700">
        <text x="150" y="134" textAnchor="middle">
          45° · 1–2 m
        </text>
      </g>
    </svg>
  )
}
