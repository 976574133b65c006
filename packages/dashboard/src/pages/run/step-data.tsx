import type { ArtifactOutput, Input, RunStep } from '@sluice/server'
import { Link } from 'wouter'
import { DatasetPeek } from '../../components/dataset/dataset-peek.tsx'
import { JsonBlock } from '../../components/json-block.tsx'
import { pathTo } from '../../format/path-to.ts'

/** What a step read. */
export function StepInputs({ step }: { readonly step: RunStep }) {
  if (step.inputs.length === 0) {
    return (
      <p className="quiet">It reads nothing of other steps: a source, or a step of its parameters only.</p>
    )
  }
  return (
    <ul className="checks">
      {step.inputs.map(input => (
        <li key={`${input.step} ${input.name}`}>
          <InputItem input={input} />
        </li>
      ))}
    </ul>
  )
}

function InputItem({ input: { name, step, datasets, artifacts } }: { readonly input: Input }) {
  return (
    <div className="stack-close">
      <p>
        <span className="strong">{name}</span> <span className="quiet">of step {step}</span>
      </p>
      {datasets.map(dataset => (
        <DatasetPeek
          key={`${dataset.name} ${dataset.digest}`}
          dataset={dataset}
          name={dataset.name || name}
        />
      ))}
      {artifacts.map(artifact => (
        <Artifact key={artifact.digest} artifact={artifact} />
      ))}
      {datasets.length + artifacts.length === 0 && <p className="quiet small">A small value.</p>}
    </div>
  )
}

/** What a step made. */
export function StepOutput({ step: { name, output } }: { readonly step: RunStep }) {
  if (output === undefined) return <p className="quiet">It has made nothing yet.</p>
  return (
    <div className="stack-close">
      {output.datasets.map(dataset => (
        <DatasetPeek
          key={`${dataset.name} ${dataset.digest}`}
          dataset={dataset}
          name={dataset.name || name}
        />
      ))}
      {output.artifacts.map(artifact => (
        <Artifact key={artifact.digest} artifact={artifact} />
      ))}
      {output.json !== undefined && <JsonBlock value={output.json} label="Value" />}
      {output.cut === true && (
        <p className="quiet small">The value is too large to show here; the store has it whole.</p>
      )}
    </div>
  )
}

function Artifact({ artifact: { model, version, digest, name } }: { readonly artifact: ArtifactOutput }) {
  return (
    <p>
      {model === undefined ? (
        <span className="strong">{name || 'Artifact'}</span>
      ) : (
        <Link href={pathTo.model(model)}>
          {model}
          {version !== undefined && `, version ${version}`}
        </Link>
      )}{' '}
      <code className="quiet">{digest.slice(0, 19)}…</code>
    </p>
  )
}
