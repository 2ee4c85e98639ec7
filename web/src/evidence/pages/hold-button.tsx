// Owns: a button that must be held for two seconds, by finger, mouse or key: nobody stops a recording by brushing it.
import { useEffect, useState } from 'react'

const HOLD_MS = 2000

type HoldButtonProps = { label: string; whileHeld: string; describedBy: string; onHeld: () => void }

export function HoldButton({ label, whileHeld, describedBy, onHeld }: HoldButtonProps) {
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (!isHeld) return
    const timer = setTimeout(onHeld, HOLD_MS)
    return () => clearTimeout(timer)
  }, [isHeld, onHeld])
  const letGo = (): void => setHeld(false)
  return (
    <button
      type="button"
      className={`btn hold ${isHeld ? 'is-held' : ''}`}
      style={{ '--hold': `${HOLD_MS}ms` } as React.CSSProperties}
      aria-describedby={describedBy}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setHeld(true)
      }}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onBlur={letGo}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={({ key }) => (key === 'Enter' || key === ' ') && setHeld(true)}
      onKeyUp={letGo}
    >
      {isHeld ? whileHeld : label}
    </button>
  )
}
