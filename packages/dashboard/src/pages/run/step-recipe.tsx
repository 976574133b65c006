import { useQuery } from '@tanstack/react-query'
import type { RunStep } from '@sluice/server'
import { Instant } from '../../components/instant.tsx'
import { JsonBlock } from '../../components/json-block.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Command } from '../../components/command.tsx'
import { stepQuery } from '../../data/runs.ts'

/** What the result of a step depends on: why it is, or is not, done again. */
export function StepRecipe({ run, step }: { readonly run: string; readonly step: RunStep }) {
  const query = useQuery(stepQuery(run, step.name))
  return (
    <Loaded query={query}>
      {({ recipe, tries }) => (
        <div className="stack-close">
          <p className="quiet">
            The key is a digest of what stands here. When something of it changes, the step and what depends
            on it are done again; else the work is taken from an earlier run.
          </p>
          <Command text={`sluice why ${run} ${step.name}`} />
          {recipe === undefined ? (
            <p className="quiet">Nothing was kept: the step has not been reached.</p>
          ) : (
            <JsonBlock value={recipe} label="Recipe" />
          )}
          {tries.length > 1 && (
            <ol className="stack-close">
              {tries.map(({ attempt, startedAt, error }) => (
                <li key={attempt}>
                  Attempt {attempt}, <Instant at={startedAt} detail="clock" />
                  {error !== undefined && `: ${error.message}`}
                </li>
              ))}
            </ol>
          )}
        </div>
      )}
    </Loaded>
  )
}
