// Owns: what the staff pages know from the server, and how often they ask again.
// Never derives a phase or a gate; what was known stays on the page while the server cannot be reached.
import { QueryCache, QueryClient, queryOptions } from '@tanstack/react-query'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import type { Me } from '@zhishi/core/contract'
import type { Refusal } from '@zhishi/core/refusal'
import { call, type Answer } from '../../client/call.ts'

/** A proctor looks up and expects now: two seconds is the staff pages' promise, and a table of 300 is about 100 kB. */
const REFETCH_EVERY_MS = 2000
/** Sittings change when somebody imports an interview. */
const SITTINGS_EVERY_MS = 30_000

/** Why a question was not answered; no refusal: the server was not reached. */
export type Failure = { refusal: Refusal | undefined }

/** Thrown inside queries only, because that is how they are told of a failure; pages read {@link failureOf}. */
class NotAnswered extends Error {
  readonly refusal: Refusal | undefined
  constructor(refusal: Refusal | undefined) {
    super(refusal?.code ?? 'unreached')
    this.refusal = refusal
  }
}

/** The failure a query ended in; null: it did not. */
export function failureOf(error: Error | null): Failure | null {
  if (error === null) return null
  return { refusal: error instanceof NotAnswered ? error.refusal : undefined }
}

/** For queries only: what was answered, or a failure thrown as queries are told of it. */
export function valueOf<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value
  throw new NotAnswered(answer.refusal)
}

export type StaffMe = Extract<Me, { role: 'staff' }>

export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      // a sign-in that ended is found out by whatever was asked first
      onError: (error) => {
        if (failureOf(error)?.refusal?.code === 'signInNeeded') client.setQueryData(meQuery.queryKey, null)
      },
    }),
    defaultOptions: { queries: { networkMode: 'always', retry: false, staleTime: 1000 } },
  })
  return client
}

/** Who is signed in here; null: nobody. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<StaffMe | null> => {
    const answer = await call('me')
    if (!answer.ok && answer.refusal?.code === 'signInNeeded') return null
    const me = valueOf(answer)
    return me.role === 'candidate' ? null : me
  },
  staleTime: Infinity,
  refetchInterval: ({ state }) => (state.status === 'error' ? REFETCH_EVERY_MS : false),
})

/** Another member of staff is at this page, or nobody: what the one before saw is not theirs to see. */
export async function becomeMe(client: QueryClient, me: StaffMe | null): Promise<void> {
  // "nobody" may still be on its way from before the link was opened, and must not come after this
  await client.cancelQueries({ queryKey: meQuery.queryKey })
  client.setQueryData(meQuery.queryKey, me)
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] })
}

export const sittingsQuery = queryOptions({
  queryKey: ['sittings'],
  queryFn: async () => valueOf(await call('listSittings')),
  refetchInterval: ({ state }) => (state.status === 'error' ? REFETCH_EVERY_MS : SITTINGS_EVERY_MS),
})

export const attemptsQuery = (sittingId: SittingId) =>
  queryOptions({
    queryKey: ['attempts', sittingId],
    queryFn: async () => valueOf(await call('listAttempts', { params: { sittingId } })),
    refetchInterval: REFETCH_EVERY_MS,
  })

export const attemptQuery = (attemptId: AttemptId) =>
  queryOptions({
    queryKey: ['attempt', attemptId],
    queryFn: async () => valueOf(await call('readAttempt', { params: { attemptId } })),
    refetchInterval: REFETCH_EVERY_MS,
  })

/** The computers of an attempt. */
export const devicesQuery = (attemptId: AttemptId) =>
  queryOptions({
    queryKey: ['devices', attemptId],
    queryFn: async () => valueOf(await call('readDevices', { params: { attemptId } })),
    refetchInterval: REFETCH_EVERY_MS,
  })

/** Everybody who waits for a proctor to look at their pictures. */
export const identityQueueQuery = queryOptions({
  queryKey: ['identityQueue'],
  queryFn: async () => valueOf(await call('listIdentityQueue')),
  refetchInterval: REFETCH_EVERY_MS,
})

/** Everybody who has asked for help. */
export const helpQueueQuery = queryOptions({
  queryKey: ['helpQueue'],
  queryFn: async () => valueOf(await call('listHelpQueue')),
  refetchInterval: REFETCH_EVERY_MS,
})

export const helpQuery = (attemptId: AttemptId) =>
  queryOptions({
    queryKey: ['help', attemptId],
    queryFn: async () => valueOf(await call('listHelp', { params: { attemptId } })),
    refetchInterval: REFETCH_EVERY_MS,
  })

/** How much of what was due is recorded; worked out from files, so no oftener than parts end. */
const COVERAGE_EVERY_MS = 5000

export const coverageQuery = (attemptId: AttemptId) =>
  queryOptions({
    queryKey: ['coverage', attemptId],
    queryFn: async () => valueOf(await call('readCoverage', { params: { attemptId } })),
    refetchInterval: COVERAGE_EVERY_MS,
  })

/** When the computer was not heard of: beats come every 5 s, so it changes no sooner. */
const PRESENCE_EVERY_MS = 5000

export const presenceQuery = (attemptId: AttemptId) =>
  queryOptions({
    queryKey: ['presence', attemptId],
    queryFn: async () => valueOf(await call('readPresence', { params: { attemptId } })),
    refetchInterval: PRESENCE_EVERY_MS,
  })

export const uploadBudgetQuery = (attemptId: AttemptId) =>
  queryOptions({
    queryKey: ['uploadBudget', attemptId],
    queryFn: async () => valueOf(await call('readUploadBudget', { params: { attemptId } })),
    refetchInterval: PRESENCE_EVERY_MS,
  })

export const recordingsQuery = (attemptId: AttemptId) =>
  queryOptions({
    queryKey: ['recordings', attemptId],
    queryFn: async () => valueOf(await call('listRecordings', { params: { attemptId } })),
    refetchInterval: REFETCH_EVERY_MS,
  })

/** A change reaches devices within 6 s. */
const PACE_EVERY_MS = 5000

/** The public file of a draw, as it is when somebody opens the dialog. */
export const drawFileQuery = (sittingId: SittingId) =>
  queryOptions({
    queryKey: ['drawFile', sittingId],
    queryFn: async () => valueOf(await call('readDrawFile', { params: { sittingId } })),
  })

/** How often devices upload: it follows load and who is watched, within seconds. */
export const uploadPaceQuery = (sittingId: SittingId) =>
  queryOptions({
    queryKey: ['uploadPace', sittingId],
    queryFn: async () => valueOf(await call('readUploadPace', { params: { sittingId } })),
    refetchInterval: PACE_EVERY_MS,
  })

/** The server measures every 5 s, and a summary of thousands of attempts is some work. */
const WATCH_EVERY_MS = 5000

/** The figures of the running system. */
export const watchQuery = queryOptions({
  queryKey: ['watch'],
  queryFn: async () => valueOf(await call('readWatch')),
  refetchInterval: WATCH_EVERY_MS,
})

/** Examiners score one attempt for minutes, and say something beside marks once in a while. */
const REMARKS_EVERY_MS = 15_000

/** What examiners said beside marks, by review code. */
export const remarksQuery = queryOptions({
  queryKey: ['remarks'],
  queryFn: async () => valueOf(await call('listReviewRemarks')),
  refetchInterval: REMARKS_EVERY_MS,
})

/** Where everybody of a sitting is, and what is missing of the recordings. */
export const summaryQuery = (sittingId: SittingId) =>
  queryOptions({
    queryKey: ['summary', sittingId],
    queryFn: async () => valueOf(await call('summariseSitting', { params: { sittingId } })),
    refetchInterval: WATCH_EVERY_MS,
  })
