// Owns: what the first page needs of the phone while its program is still on the way: a code that is scanned or typed
// meanwhile is remembered, and given to the phone once it is there.
// Never imports the program: the first page must be there before it.
import type { ComponentType } from 'react'
import { isAnythingKept } from './kept.ts'
import type { Phone, PhoneState } from './recorder/phone.ts'
import type { Missing } from './recorder/support.ts'

/** What is loaded behind the first page (program.tsx). */
export type Program = {
  startPhone(code: string | null, missing: readonly Missing[]): Promise<Phone>
  /** the page of the present state, where it is not the scan page */
  Current: ComponentType<{ missing: readonly Missing[] }>
  ManualPage: ComponentType<{ onBack: () => void }>
  ScanNews: ComponentType
}
export type FirstPageState = {
  /** null: on the way */
  loaded: { program: Program; phone: Phone } | null
  /** the program did not come through */
  hasFailed: boolean
  phone: PhoneState
  /** nothing but the scan page can be next: no code, nothing kept, a browser that can film */
  isNew: boolean
  missing: readonly Missing[]
}
export type FirstPage = ReturnType<typeof createFirstPage>

const NOTHING_YET: PhoneState = {
  code: null,
  refusedCode: null,
  isScanning: false,
  binding: null,
  stage: 'idle',
  cameraProblem: null,
  openFailure: null,
  bindFailure: null,
  isScreenKept: true,
  isServerReachable: true,
  isLogKnown: false,
  uploads: [],
}

type FirstPageOptions = { code: string | null; missing: readonly Missing[]; loadProgram: () => Promise<Program> }

export function createFirstPage({ code, missing, loadProgram }: FirstPageOptions) {
  const listeners = new Set<() => void>()
  let loading: Promise<void> | null = null
  let state: FirstPageState = {
    loaded: null,
    hasFailed: false,
    phone: { ...NOTHING_YET, code },
    isNew: code === null && missing.length === 0 && !isAnythingKept(),
    missing,
  }

  function set(change: Partial<FirstPageState>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  async function load(): Promise<void> {
    try {
      const program = await loadProgram()
      const phone = await program.startPhone(state.phone.code, missing)
      // scanned, typed or linked while it started
      if (state.phone.code !== null && phone.read().code === null) phone.offer(state.phone.code)
      phone.subscribe(() => set({ phone: phone.read() }))
      set({ loaded: { program, phone }, phone: phone.read() })
    } catch {
      set({ hasFailed: true })
    }
  }

  return {
    /** For `useSyncExternalStore`. */
    read: (): FirstPageState => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    /** Loads the program, once. */
    load: (): Promise<void> => (loading ??= load()),

    /** A code was scanned, typed, or came with a link. */
    offer(next: string | null): void {
      if (state.loaded) state.loaded.phone.offer(next)
      else set({ phone: { ...state.phone, code: next } })
    },
  }
}
