import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { RequestFailed } from './problem.ts'
import { post } from './request.ts'
import { say } from './toasts.ts'

/** Something that is changed on the server. */
export interface Act {
  readonly path: string
  readonly body: unknown
}

/** What happens when something was done. */
export interface ActOptions {
  /** What is said then; else what the server says. */
  readonly said?: string | undefined
  readonly onDone?: (answer: unknown) => void
}

/**
 * Does something once, says what became of it, and lets everything shown be read again. What got no answer is repeated
 * with the same key, so that it is not done twice when only the answer was lost.
 */
export function useAct({ said, onDone }: ActOptions = {}) {
  const client = useQueryClient()
  const unanswered = useRef<{ readonly text: string; readonly key: string }>(undefined)
  return useMutation({
    mutationFn: ({ path, body }: Act) => {
      const text = JSON.stringify([path, body])
      const key = unanswered.current?.text === text ? unanswered.current.key : crypto.randomUUID()
      unanswered.current = { text, key }
      return post<unknown>(path, body, key)
    },
    onSuccess: answer => {
      unanswered.current = undefined
      say(said ?? sentenceOf(answer))
      void client.invalidateQueries()
      onDone?.(answer)
    },
    onError: error => {
      if (isAnswer(error)) unanswered.current = undefined
    },
  })
}

function isAnswer(error: unknown): boolean {
  return error instanceof RequestFailed && error.problem.status >= 400 && error.problem.status < 500
}

function sentenceOf(answer: unknown): string {
  const { done } = typeof answer === 'object' && answer !== null ? (answer as { done?: unknown }) : {}
  return typeof done === 'string' ? done : 'Done.'
}
