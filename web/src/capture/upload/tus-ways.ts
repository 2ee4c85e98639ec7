// Owns: by which method HEAD and PATCH go out: as themselves, or as a POST that names them (tus 1.0,
// X-HTTP-Method-Override), where something on the way refuses them or answers them in our server's place.
// Never decides whether an answer is our server's (tus-answer.ts), and never gives a way up for good: the one that was
// answered last by our server is kept for this page life, one that is not is left for the other.
import { METHOD_OVERRIDE_HEADER, type OverridableMethod } from '@zhishi/core/recording'

/** Who answered a request: our server, somebody on the way to it, or nobody. */
export type Answerer = 'ours' | 'others' | 'nothing'

/**
 * A cut line loses any request, a firewall loses the same one each time: so many in a row without an answer, while others got
 * theirs, are a firewall's.
 */
const SILENT_IN_A_ROW = 3

export type Ways = {
  /** What to send for this method now, and what to add to its headers. */
  of(method: OverridableMethod): { method: 'HEAD' | 'PATCH' | 'POST'; headers: Record<string, string> }
  /** How a request of this method went; null: of a POST, which goes out as itself only. */
  heard(method: OverridableMethod | null, by: Answerer): void
}

export function createWays(): Ways {
  const state = {
    HEAD: { isOverridden: false, silent: 0, isOtherHeard: false },
    PATCH: { isOverridden: false, silent: 0, isOtherHeard: false },
  }
  const takeTheOther = (method: OverridableMethod): void => {
    state[method] = { isOverridden: !state[method].isOverridden, silent: 0, isOtherHeard: false }
  }
  return {
    of: (method) =>
      state[method].isOverridden
        ? { method: 'POST', headers: { [METHOD_OVERRIDE_HEADER]: method } }
        : { method, headers: {} },
    heard(method, by) {
      if (by === 'ours') for (const it of Object.values(state)) it.isOtherHeard ||= it.silent > 0
      if (method === null) return
      const it = state[method]
      if (by === 'others') takeTheOther(method)
      else if (by === 'ours') Object.assign(it, { silent: 0, isOtherHeard: false })
      else {
        it.silent += 1
        if (it.silent >= SILENT_IN_A_ROW && it.isOtherHeard) takeTheOther(method)
      }
    },
  }
}
