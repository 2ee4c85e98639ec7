// Owns: the addresses of the staff pages and the links to them.
// Never a page: the router gives each path its page.
import type { ReviewCode } from '@zhishi/core/scoring'
import { Link, type AnyRouter } from '@tanstack/react-router'
import { attemptId, type AttemptId, type InterviewId, type SittingId } from '@zhishi/core/ids'
import { z } from 'zod'
import type { ReactNode } from 'react'

export const PATHS = {
  sittings: '/',
  sitting: '/sittings/$sittingId',
  wall: '/sittings/$sittingId/wall',
  attempt: '/sittings/$sittingId/attempts/$attemptId',
  attemptLive: '/sittings/$sittingId/attempts/$attemptId/live',
  identity: '/identity',
  help: '/help',
  live: '/live',
  remarks: '/remarks',
  interviews: '/interviews',
  interview: '/interviews/$interviewId',
  review: '/reviews/$reviewCode',
} as const

type Place =
  | { page: 'sittings' | 'live' | 'remarks' | 'interviews' }
  | { page: 'interview'; interviewId: InterviewId }
  | { page: 'sitting' | 'wall'; sittingId: SittingId }
  | { page: 'attempt' | 'attemptLive'; sittingId: SittingId; attemptId: AttemptId }
  | { page: 'review'; reviewCode: ReviewCode }
  | { page: 'identity' | 'help'; chosen?: AttemptId }

type PageLinkProps = Place & { children: ReactNode; className?: string }

export function PageLink({ children, className, ...place }: PageLinkProps) {
  const { page, ...params } = place
  const search = 'chosen' in place && place.chosen ? { attempt: place.chosen } : {}
  return (
    <Link<AnyRouter, string, string>
      to={PATHS[page]}
      params={params}
      search={search as object}
      {...(className ? { className } : {})}
    >
      {children}
    </Link>
  )
}

/** What the address of a queue may hold: who is being looked at. Anything else in it is nobody. */
export const chosenAttempt = z.object({ attempt: attemptId.optional().catch(undefined) })
