// Owns: one draft from its hand-in to its saving: asked again while codes are hashed, found again by whoever left the page
// meanwhile, saved by a press of its own.
// Never saves what was not shown: what is saved is the draft whose changes stand on the page.
import { useQueryClient } from '@tanstack/react-query'
import type { DraftView } from '@zhishi/core/contract'
import { draftId, type DraftId } from '@zhishi/core/ids'
import { useCallback, useEffect, useState } from 'react'
import { call } from '../../../client/call.ts'
import type { Failure } from '../../shared/queries.ts'
import { handIn, newDraftId } from './hand-in.ts'

/** Often enough that a bar moves, seldom enough that hashing is not kept from its work. */
const ASK_EVERY_MS = 1000

type DraftState = { view: DraftView | null; failure: Failure | null; isBusy: boolean }
const NONE: DraftState = { view: null, failure: null, isBusy: false }

/** @param about what a draft that takes minutes is found again by: the interview, or `new` */
export function useDraft(about: string, onSaved: (view: DraftView) => void) {
  const queries = useQueryClient()
  const [state, setState] = useState<DraftState>(NONE)
  const { view } = state

  const look = useCallback(
    async (text: string, version: string | null): Promise<void> => {
      setState({ ...NONE, isBusy: true })
      const answer = await handIn(newDraftId(), text, version)
      if (answer.ok && answer.value.state === 'hashing') remember(about, answer.value.draftId)
      setState({
        view: answer.ok ? answer.value : null,
        failure: answer.ok ? null : { refusal: answer.refusal },
        isBusy: false,
      })
    },
    [about],
  )

  useEffect(() => {
    const left = remembered(about)
    if (left === null) return
    void call('readDraft', { params: { draftId: left } }).then((answer) => {
      if (answer.ok && (answer.value.state === 'hashing' || answer.value.state === 'ready')) {
        setState((was) => (was === NONE ? { ...NONE, view: answer.value } : was))
      } else if (answer.ok || answer.refusal) forget(about)
    })
  }, [about])

  useEffect(() => {
    if (view?.state !== 'hashing') return
    const timer = setTimeout(() => {
      void call('readDraft', { params: { draftId: view.draftId } }).then((answer) =>
        setState((was) =>
          answer.ok
            ? { ...NONE, view: answer.value }
            : // a new object, so that it is asked again
              { ...was, view: was.view && { ...was.view }, failure: { refusal: answer.refusal } },
        ),
      )
    }, ASK_EVERY_MS)
    return () => clearTimeout(timer)
  }, [view])

  const clear = useCallback((): void => {
    forget(about)
    setState(NONE)
  }, [about])

  const save = async (): Promise<void> => {
    if (!view) return
    setState({ view, failure: null, isBusy: true })
    const answer = await call('saveDraft', { params: { draftId: view.draftId }, body: {} })
    if (!answer.ok) {
      setState({ view, failure: { refusal: answer.refusal }, isBusy: false })
      return
    }
    forget(about)
    setState({ ...NONE, view: answer.value })
    await queries.invalidateQueries()
    onSaved(answer.value)
  }
  return { ...state, look, save, clear }
}

const keyOf = (about: string): string => `zhishi.draft.${about}`
const remember = (about: string, id: DraftId): void => sessionStorage.setItem(keyOf(about), id)
const forget = (about: string): void => sessionStorage.removeItem(keyOf(about))
const remembered = (about: string): DraftId | null =>
  draftId.safeParse(sessionStorage.getItem(keyOf(about))).data ?? null
