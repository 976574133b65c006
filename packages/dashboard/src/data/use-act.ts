import { useMutation, useQueryClient } from '@tanstack/react-query'
import { RequestFailed } from './problem.ts'
import { post } from './request.ts'
import { say } from './toasts.ts'

/** Something that is changed on the server. */
export interface Act {
  readonly path: string
  readonly body: unknown
}

/** Does something once, says what became of it, and lets everything shown be read again. */
export function useAct(onDone?: (answer: unknown) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ path, body }: Act) => post<unknown>(path, body),
    onSuccess: answer => {
      say('done', sentenceOf(answer))
      void client.invalidateQueries()
      onDone?.(answer)
    },
    onError: error => {
      if (!(error instanceof RequestFailed)) say('failed', String(error))
    },
  })
}

function sentenceOf(answer: unknown): string {
  const { done } = typeof answer === 'object' && answer !== null ? (answer as { done?: unknown }) : {}
  return typeof done === 'string' ? done : 'Done.'
}
