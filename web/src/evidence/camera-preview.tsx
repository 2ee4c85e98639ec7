// Owns: what the front camera sees now, mirrored as people expect of a front camera.
// Never records; shows what the recorder has.
import { useEffect, useRef } from 'react'
import { usePhone } from './recorder/use-phone.ts'

export function CameraPreview({ label, className = '' }: { label: string; className?: string }) {
  const { phone } = usePhone()
  const media = phone.media()
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    if (video.current && video.current.srcObject !== media) video.current.srcObject = media
  }, [media])
  return <video ref={video} className={className} autoPlay muted playsInline aria-label={label} />
}
