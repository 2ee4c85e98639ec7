// Owns: drawing a QR code, black on white whatever the page looks like, because that is what readers look for.
import { encode } from 'uqr'

/** Four modules of white around it, as ISO/IEC 18004 asks. */
const QUIET_MODULES = 4

/** @param says what it is for, for those who do not see it */
export function QrCode({ text, says, className = '' }: { text: string; says: string; className?: string }) {
  // M mends 15 % of the picture: a reflection on the screen, a moiré
  const { size, data } = encode(text, { ecc: 'M', border: QUIET_MODULES })
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return (
    <svg viewBox={`0 0 ${size} ${size}`} className={className} shapeRendering="crispEdges" role="img" aria-label={says}>
      <rect width={size} height={size} fill="#fff" />
      <path d={dark} fill="#000" />
    </svg>
  )
}
