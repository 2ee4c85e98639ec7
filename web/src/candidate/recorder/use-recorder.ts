// Owns: how React reads the recorder. The recorder itself lives outside React.
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Recorder, RecorderState } from './recorder.ts'

const Context = createContext<Recorder | null>(null)
export const RecorderProvider = Context.Provider

/** The page's one recorder and its state now. */
export function useRecorder(): { recorder: Recorder; state: RecorderState } {
  const recorder = useContext(Context)
  if (!recorder) throw new Error('no recorder is provided')
  return { recorder, state: useSyncExternalStore(recorder.subscribe, recorder.read) }
}
