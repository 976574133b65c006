import { loadEvaluation, loadModel, type ArtifactRef, type ModelArtifact } from '@sluice/core'
import { evaluationPage } from '@sluice/reports'
import type { ModelComparison, ModelVersion } from '../api/model-version.ts'
import { NotFound } from '../errors/not-found.ts'
import { aliasesOf } from './model-of.ts'
import { clientFacts, modelSeen } from './model-seen.ts'
import type { Reads } from './reads.ts'
import { versionBrief } from './version-brief.ts'

/**
 * A version of a model with what its artifact says.
 *
 * @throws NotFound, ArtifactNotFound, ArtifactCorrupt
 */
export async function modelVersionOf(reads: Reads, model: string, version: number): Promise<ModelVersion> {
  const { engine } = reads
  const found = (await modelSeen(reads, model)).find(one => one.version === version)
  if (found === undefined) throw new NotFound({ subject: `version ${version} of model "${model}"` })
  const [artifact, [line], aliases, report] = await Promise.all([
    loadModel(engine.store, found.artifact),
    engine.views.versions([found]),
    aliasesOf(reads, model),
    reportRef(reads, found.run),
  ])
  const { deployment, label } = clientFacts(reads, model)
  return {
    ...versionBrief(line ?? found, aliases),
    model,
    deployment,
    ...(label !== undefined && { label }),
    ...artifactFacts(artifact),
    report: report !== undefined,
  }
}

type ArtifactFacts = Omit<
  ModelVersion,
  keyof ReturnType<typeof versionBrief> | 'model' | 'deployment' | 'label' | 'report'
>

function artifactFacts(artifact: ModelArtifact): ArtifactFacts {
  const { task, target, model, classes, features, coefficients, input, lineage } = artifact
  const { threshold, calibrator, metrics, reference, warnings } = artifact
  const { probability } = threshold ?? {}
  return {
    task,
    target,
    learner: model.kind,
    ...(classes !== undefined && { classes: [...classes] }),
    features: featuresOf(features, coefficients),
    input: input.map(({ name, type }) => ({ name, type })),
    trained: {
      pipeline: lineage.pipeline,
      asOf: new Date(lineage.asOf).toISOString(),
      rows: lineage.trainedRows,
      dataset: lineage.rows,
      dates: [...lineage.trainingDates],
      evaluationDates: [...lineage.evaluationDates],
    },
    ...(typeof probability === 'number' && { threshold: probability }),
    ...(calibrator !== undefined && { calibrator: calibrator.kind }),
    calibration: (metrics.evaluation ?? metrics.outOfFold).calibration.flatMap(
      ({ meanProbability, rate, rows }) =>
        meanProbability === null || rate === null
          ? []
          : [{ predicted: meanProbability, observed: rate, rows }],
    ),
    scores: { rows: reference.rows, mean: reference.mean, deciles: [...reference.deciles] },
    warnings: [...warnings],
  }
}

/** Features by name with their coefficients; a category has one for each of its values. */
function featuresOf(
  features: ModelArtifact['features'],
  coefficients: ModelArtifact['coefficients'],
): ModelVersion['features'] {
  const names = new Set([...features.map(({ name }) => name), ...Object.keys(coefficients)])
  return [...names].map(name => {
    const coefficient = coefficients[name]
    return { name, ...(coefficient !== undefined && { coefficient }) }
  })
}

/**
 * The evaluation report of a version as a page that stands alone.
 *
 * @throws NotFound where it was trained without one
 */
export async function reportPage(reads: Reads, model: string, version: number): Promise<string> {
  const found = (await modelSeen(reads, model)).find(one => one.version === version)
  const ref = found && (await reportRef(reads, found.run))
  if (ref === undefined) {
    throw new NotFound({ subject: `the report of version ${version} of model "${model}"` })
  }
  return evaluationPage(await loadEvaluation(reads.engine.store, ref))
}

/** The stored evaluation among what steps of a training gave: that of the promotion, else that of the fit. */
async function reportRef({ engine }: Pick<Reads, 'engine'>, run: string): Promise<ArtifactRef | undefined> {
  const steps = await engine.journal.steps(run)
  const outputs = ['promote', 'fit'].map(name => steps.find(step => step.name === name)?.output)
  return outputs.map(refIn).find(ref => ref !== undefined)
}

function refIn(output: unknown): ArtifactRef | undefined {
  const { report } = (output ?? {}) as { readonly report?: ArtifactRef }
  return report?.kind === 'artifact' ? report : undefined
}

const greater = new Set(['auc', 'averagePrecision', 'r2'])
const smaller = new Set(['logLoss', 'brier', 'ece', 'rmse', 'mae'])

/**
 * Two versions of a model side by side.
 *
 * @throws NotFound, ArtifactNotFound, ArtifactCorrupt
 */
export async function compareVersions(
  reads: Reads,
  model: string,
  [first, second]: readonly [number, number],
): Promise<ModelComparison> {
  const [one, other] = await Promise.all([
    modelVersionOf(reads, model, first),
    modelVersionOf(reads, model, second),
  ])
  const [names, otherNames] = [one, other].map(({ features }) => features.map(({ name }) => name)) as [
    string[],
    string[],
  ]
  const metrics = [...new Set([...Object.keys(one.metrics), ...Object.keys(other.metrics)])]
  return {
    model,
    one,
    other,
    metrics: metrics.map(metric => {
      const better = greater.has(metric) ? 'greater' : smaller.has(metric) ? 'smaller' : undefined
      const [a, b] = [one.metrics[metric], other.metrics[metric]]
      return {
        metric,
        ...(a !== undefined && { one: a }),
        ...(b !== undefined && { other: b }),
        ...(better !== undefined && { better }),
      }
    }),
    features: {
      both: names.filter(name => otherNames.includes(name)),
      onlyOne: names.filter(name => !otherNames.includes(name)),
      onlyOther: otherNames.filter(name => !names.includes(name)),
    },
  }
}
