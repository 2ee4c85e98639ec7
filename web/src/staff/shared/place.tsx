// Owns: the addresses of the staff pages and the links to them.
// Never a page: the router gives each path its page.
import { Link, type AnyRouter } from '@tanstack/react-router'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import type { ReactNode } from 'react'

export const PATHS = {
  sittings: '/',
  sitting: '/sittings/$sittingId',
  attempt: '/sittings/$sittingId/attempts/$attemptId',
} as const

type Place =
  | { page: 'sittings' }
  | { page: 'sitting'; sittingId: SittingId }
  | { page: 'attempt'; sittingId: SittingId; attemptId: AttemptId }

type PlaceLinkProps = Place & { children: ReactNode; className?: string }

export function PlaceLink({ children, className, page, ...params }: PlaceLinkProps) {
  return (
    <Link<AnyRouter, string, string> to={PATHS[page]} params={params} {...(className ? { className } : {})}>
      {children}
    </Link>
  )
}
