import type { Model } from '@sluice/server'
import { Action } from '../../components/action.tsx'
import { pathOfModel } from '../../data/models.ts'

/** Promote the version that is looked at; roll the champion back. */
export function ModelActions({ model, shown }: { readonly model: Model; readonly shown: readonly number[] }) {
  const champion = model.aliases['champion']
  const candidate = shown.findLast(version => version !== champion)
  const path = pathOfModel(model.model)
  return (
    <>
      {candidate !== undefined && (
        <Action
          label={`Promote version ${candidate}`}
          question={`Make version ${candidate} the champion?`}
          effect="Runs and online scoring use it from the next request on. Its self-test must pass first."
          reason="needed"
          kind="primary"
          act={why => ({ path: `${path}:promote`, body: { version: candidate, alias: 'champion', why } })}
        />
      )}
      {model.rollsBackTo !== undefined && (
        <Action
          label="Roll back"
          question={`Roll back to version ${model.rollsBackTo}?`}
          effect={`Version ${champion ?? 'none'} is no longer the champion; version ${model.rollsBackTo} is again, at once.`}
          reason="needed"
          kind="danger"
          act={why => ({ path: `${path}:rollback`, body: { alias: 'champion', why } })}
        />
      )}
    </>
  )
}
