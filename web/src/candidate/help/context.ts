// Owns: the one conversation of an attempt for the pages below it.
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { AttemptId } from '@zhishi/core/ids'
import { isHearing } from '../attempt/push.ts'
import { createConversation, type Conversation, type ConversationState } from './conversation.ts'

const Context = createContext<Conversation | null>(null)
export const ConversationProvider = Context.Provider

/** The conversation of this attempt: asked for and sent from as long as the attempt's pages are there. */
export function useNewConversation(attemptId: AttemptId): Conversation {
  const [conversation] = useState(() => createConversation(attemptId, () => isHearing(attemptId)))
  useEffect(() => conversation.start(), [conversation])
  return conversation
}

/** Null outside an attempt: there is nobody to write to yet. */
export function useConversation(): Conversation | null {
  return useContext(Context)
}

export function useConversationState(conversation: Conversation): ConversationState {
  return useSyncExternalStore(conversation.subscribe, conversation.read)
}
