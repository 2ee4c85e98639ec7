// Owns: the progress bar: bytes that are safe on the server. Green only when there is a receipt for all of them.

/** @param share 0 to 1 @param isSafe every byte has its receipt */
export function ProgressBar({ share, label, isSafe }: { share: number; label: string; isSafe: boolean }) {
  const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100)
  return <progress className={`bar ${isSafe ? 'bar-ok' : ''}`} aria-label={label} max={100} value={percent} />
}
