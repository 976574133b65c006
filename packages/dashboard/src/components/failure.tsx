import { RequestFailed } from '../data/problem.ts'

/** Why something could not be shown or done. */
export function Failure({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  const problem = error instanceof RequestFailed ? error.problem : undefined
  return (
    <div className="failure" role="alert">
      <h2>{problem?.title ?? 'This page has failed'}</h2>
      <p>{problem === undefined ? String(error) : problem.detail}</p>
      {problem?.code !== undefined && (
        <p className="small">
          <code>{problem.code}</code>
        </p>
      )}
      {problem?.status === 404 && (
        <p>
          It may have been removed, or the link was cut. Press <kbd>/</kbd> to search for it.
        </p>
      )}
      {again !== undefined && problem?.status !== 404 && (
        <button type="button" className="button tight" onClick={again}>
          Try again
        </button>
      )}
    </div>
  )
}
