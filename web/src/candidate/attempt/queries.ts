// Owns: what this page knows of who is signed in and of the attempt, kept fresh from the server.
// Never derives a gate: what the server said last is shown, with its age when it is old.
import { attemptView, me as meSchema, type AttemptView, type Me } from '@zhishi/core/contract'
import type { AttemptId, CommandId } from '@zhishi/core/ids'
import type { Command } from '@zhishi/core/process'
import type { Refusal } from '@zhishi/core/refusal'
import { QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { call, type Answer } from '../../client/call.ts'
import { adoptDevice, newCommandId, thisDevice } from '../../client/device.ts'
import { forget, keep, recall } from '../../client/device-store.ts'
import { noteZonesIn } from '../../client/zones.ts'
import { setAlarm } from '../recorder/alarm.ts'

/** Thrown inside queries only, because that is how they are told of a failure; pages read `failure`. */
export class NotAnswered extends Error {
  readonly refusal: Refusal | undefined
  constructor(refusal: Refusal | undefined) {
    super(refusal?.code ?? 'unreached')
    this.refusal = refusal
  }
}

function valueOf<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value
  throw new NotAnswered(answer.refusal)
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // the browser's idea of "online" is often wrong, and a hidden page must know its gates too
      queries: { networkMode: 'always', retry: false, refetchOnWindowFocus: true, staleTime: 1000 },
      mutations: { networkMode: 'always' },
    },
  })
}

const SIGNED_IN = 'me'
/** For the query client: what an earlier page life knew is never fresh, whatever the device's clock says. */
const LONG_AGO = 0

/** Somebody signed in here, or out (null). */
export function noteMe(queries: QueryClient, me: Me | null): void {
  isEndedHere = false
  rememberMe(me)
  queries.setQueryData(meQuery.queryKey, me)
}

let isEndedHere = false
/** Whether the server said that the sign-in of this browser has ended, and nobody has signed in or out since. */
export const hasSignInEnded = (): boolean => isEndedHere

function rememberMe(me: Me | null): void {
  if (me) void keep(SIGNED_IN, me)
  else void forget(SIGNED_IN)
}

/** Who an earlier page life knew to be signed in; undefined: nobody. */
function rememberedMe(): Me | undefined {
  const stored = meSchema.safeParse(recall(SIGNED_IN))
  return stored.success ? stored.data : undefined
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me | null> => {
    // a browser nobody has signed in on needs no refusal from the server to know it
    if (!rememberedMe()) return null
    const answer = await call('me')
    // a server that is not reached has signed nobody out
    const me = !answer.ok && answer.refusal?.code === 'signInNeeded' ? null : valueOf(answer)
    isEndedHere = me === null
    // its own memory of the name is gone, and the cookie of the device is not
    if (me?.role === 'candidate' && me.deviceId !== undefined && me.deviceId !== thisDevice()) {
      await adoptDevice({ deviceId: me.deviceId })
    }
    rememberMe(me)
    return me
  },
  initialData: rememberedMe,
  initialDataUpdatedAt: LONG_AGO,
  // who is signed in changes by this page's own doing
  staleTime: 60_000,
  refetchInterval: ({ state }) => (state.status === 'error' ? REFETCH_EVERY_MS : false),
})

/** How often the attempt is asked for while nothing is known to change. */
const REFETCH_EVERY_MS = 5000
/** Spreads the requests of everybody who passes the same gate in the same instant. */
const SPREAD_MS = 1000

const attemptQuery = (attemptId: AttemptId) =>
  queryOptions({
    queryKey: ['attempt', attemptId],
    queryFn: async (): Promise<AttemptView> => {
      const view = valueOf(await call('readAttempt', { params: { attemptId } }))
      rememberView(view)
      return view
    },
    refetchInterval: REFETCH_EVERY_MS,
    refetchIntervalInBackground: true,
    initialData: () => rememberedView(attemptId),
    initialDataUpdatedAt: LONG_AGO,
  })

function rememberView(view: AttemptView): void {
  void keep(`attempt.${view.attemptId}`, view)
}

/** What this browser was told of an attempt last, without asking anybody; `serverNow` says when. Undefined: nothing. */
export function rememberedView(attemptId: AttemptId): AttemptView | undefined {
  const view = attemptView.safeParse(recall(`attempt.${attemptId}`))
  noteZonesIn(view.data)
  return view.success ? view.data : undefined
}

/** An attempt as this browser knows it; asked for only where it is of whoever is signed in here. */
export function useViewOf(attemptId: AttemptId, isOwn: boolean): AttemptView | undefined {
  return useQuery({ ...attemptQuery(attemptId), enabled: isOwn }).data
}

export type KnownAttempt = {
  view: AttemptView | undefined
  /** why the last question was not answered; null: it was. `refusal` undefined: the server was not reached */
  failure: { refusal: Refusal | undefined } | null
  isAsking: boolean
  refresh: () => void
}

/** The attempt as last known; asked again every 5 s and whenever the server said something will change. */
export function useKnownAttempt(attemptId: AttemptId): KnownAttempt {
  const { data, dataUpdatedAt, error, isFetching, refetch } = useQuery(attemptQuery(attemptId))
  const isSilent = useIsSilent(data !== undefined && dataUpdatedAt === LONG_AGO)
  const nextChangeAt = data?.nextChangeAt ?? null
  useEffect(() => {
    if (nextChangeAt === null) return
    return setAlarm(nextChangeAt + Math.random() * SPREAD_MS, () => void refetch())
  }, [nextChangeAt, refetch])
  return {
    view: data,
    failure: error === null && !isSilent ? null : { refusal: error instanceof NotAnswered ? error.refusal : undefined },
    isAsking: isFetching,
    refresh: () => void refetch(),
  }
}

/** A line that is up but silent refuses nothing: after this long a kept view is shown as what it is, old. */
const SILENT_AFTER_MS = 2000

/** @param isKept what is known comes from an earlier page life; this one has had no answer yet */
function useIsSilent(isKept: boolean): boolean {
  const [hasWaited, setWaited] = useState(false)
  useEffect(() => {
    if (!isKept) return
    const timer = setTimeout(() => setWaited(true), SILENT_AFTER_MS)
    return () => clearTimeout(timer)
  }, [isKept])
  return isKept && hasWaited
}

export type Commanding = {
  isBusy: boolean
  failure: { refusal: Refusal | undefined } | null
  /** Asks one thing of the attempt; the answer becomes what the page knows. The same id again: the same press. */
  send: (command: Command, id?: CommandId) => Promise<Answer<AttemptView>>
  clear: () => void
}

export function useCommand(attemptId: AttemptId): Commanding {
  const queries = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Commanding['failure']>(null)
  const send = useCallback(
    async (command: Command, id: CommandId = newCommandId()) => {
      setBusy(true)
      setFailure(null)
      const answer = await call('commandAttempt', {
        params: { attemptId },
        body: { commandId: id, command, deviceId: thisDevice() },
      })
      setBusy(false)
      if (answer.ok) {
        rememberView(answer.value)
        await queries.cancelQueries({ queryKey: ['attempt', attemptId] })
        queries.setQueryData(['attempt', attemptId], answer.value)
      } else {
        setFailure({ refusal: answer.refusal })
      }
      return answer
    },
    [attemptId, queries],
  )
  return { isBusy, failure, send, clear: () => setFailure(null) }
}
