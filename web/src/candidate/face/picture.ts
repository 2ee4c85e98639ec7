// Owns: taking a still from the live picture for the face login.
// Never keeps one: what the server took is gone here.

/** JPEG quality: VGA stays below 100 kB, and the engine reads it as well as a lossless one. */
const QUALITY = 0.85

/** The picture of this moment as JPEG in base64; null: there is no picture yet. */
export function still(video: HTMLVideoElement): string | null {
  if (video.videoWidth === 0) return null
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  const context = canvas.getContext('2d')
  if (!context) return null
  context.drawImage(video, 0, 0)
  return canvas.toDataURL('image/jpeg', QUALITY).split(',')[1] ?? null
}
