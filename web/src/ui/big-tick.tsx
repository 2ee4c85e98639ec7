// Owns: the large green tick over 上传成功, on computer and phone.
// Never decides that all is well: pages draw it from what the server holds.

/** @param size in pixels, both ways */
export function BigTick({ size, className = '' }: { size: number; className?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 104 104" className={className} aria-hidden="true">
      <circle cx="52" cy="52" r="50" fill="var(--pine-50)" stroke="var(--pine-600)" strokeWidth="3" />
      <path
        d="M31 54l14 14 29-31"
        fill="none"
        stroke="var(--pine-600)"
        strokeWidth="7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
