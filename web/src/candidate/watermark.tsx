// Owns: the lot, faintly over everything that could be photographed: questions and attachments.

export function Watermark({ text }: { text: string }) {
  return (
    <svg className="watermark" width="100%" height="100%" aria-hidden="true">
      <defs>
        <pattern id="lot" width="300" height="170" patternUnits="userSpaceOnUse" patternTransform="rotate(-20)">
          <text x="10" y="60" fontSize="20" fill="var(--ink)" opacity="0.07">
            {text}
          </text>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill="url(#lot)" />
    </svg>
  )
}
