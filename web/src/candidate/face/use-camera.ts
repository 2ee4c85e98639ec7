// Owns: the camera of the face login: opened while the page is there, let go when it is left.
// Never records.
import { useCallback, useEffect, useRef, useState } from 'react'
import { openCamera, stopMedia, type MediaProblem } from '../recorder/media.ts'

export type FaceCamera = {
  media: MediaStream | null
  problem: MediaProblem | null
  /** asks again, after the candidate has allowed the camera */
  open: () => void
}

export function useCamera(isWanted: boolean): FaceCamera {
  const [media, setMedia] = useState<MediaStream | null>(null)
  const [problem, setProblem] = useState<MediaProblem | null>(null)
  const [round, setRound] = useState(0)
  const held = useRef<MediaStream | null>(null)

  useEffect(() => {
    if (!isWanted) return
    let isLeft = false
    void openCamera().then((opened) => {
      if (!opened.ok) return setProblem(opened.problem)
      if (isLeft) return stopMedia(opened.media)
      held.current = opened.media
      setProblem(null)
      setMedia(opened.media)
    })
    return () => {
      isLeft = true
      if (held.current) stopMedia(held.current)
      held.current = null
    }
  }, [isWanted, round])

  return { media, problem, open: useCallback(() => setRound((one) => one + 1), []) }
}
