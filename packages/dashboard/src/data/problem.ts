/** What the server says when it refuses (RFC 9457). */
export interface Problem {
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly code?: string
}

/** A request that was refused or got no answer. */
export class RequestFailed extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.name = 'RequestFailed'
    this.problem = problem
  }
}

/** The problem in an answer; one that is no problem document is described by its status. */
export function problemOf(status: number, body: unknown): Problem {
  const { title, detail, code } = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {}
  return {
    status,
    title: typeof title === 'string' ? title : (titles[status] ?? `The server answered ${status}`),
    ...(typeof detail === 'string' && { detail }),
    ...(typeof code === 'string' && { code }),
  }
}

const titles: Readonly<Record<number, string>> = {
  0: 'The server does not answer',
  401: 'You are not logged in',
  403: 'This needs another role',
  404: 'There is no such thing',
  429: 'Too many requests',
}
