// Owns: asking the server how much of what was due is recorded, until its figures stay.
// Never computes any of it.
import { useQuery } from '@tanstack/react-query'
import type { RecordingCoverage } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { call } from '../../client/call.ts'

/** A file is read within some seconds after it was sealed; the phone's parts come for up to an hour. */
const ASK_EVERY_MS = 3000

export function useCoverage(attemptId: AttemptId): RecordingCoverage | null {
  const { data } = useQuery({
    queryKey: ['coverage', attemptId],
    queryFn: async () => {
      const answer = await call('readCoverage', { params: { attemptId } })
      if (!answer.ok) throw new Error(answer.refusal?.code ?? 'unreached')
      return answer.value
    },
    refetchInterval: ({ state }) => (state.data?.isFinal ? false : ASK_EVERY_MS),
  })
  return data ?? null
}
