import { loadModel } from '../artifact/model-codec.ts'
import type { ModelArtifact } from '../artifact/model-artifact.ts'
import { judgedAs } from '../classes/judged-as.ts'
import type { DatasetRef } from '../data/refs.ts'
import { championComparison, type ChampionComparison } from '../evaluation/champion-comparison.ts'
import { scoreSamples } from '../evaluation/score-samples.ts'
import { judgeable, pick, type ScoredSample } from '../evaluation/scored-sample.ts'
import type { StepContext } from '../pipeline/context.ts'
import { calibrationDrift, type CalibrationDrift } from '../quality/drift/calibration-drift.ts'
import type { GateInput } from '../registry/promotion-gate.ts'
import { identifier, sql } from '../sql/sql.ts'
import type { ResolvedModel } from './champion.ts'
import { evaluateSample } from './evaluate-rows.ts'
import { inputDifferences } from './input-differences.ts'
import { LEARN } from './training-rows.ts'

/** The champion on the rows that the new version was evaluated on, or why it cannot score them. */
export interface AgainstChampion extends Pick<GateInput, 'champion' | 'championUnusable'> {
  /** Both side by side; absent where they answer different questions, or without rows. */
  readonly comparison?: ChampionComparison
  /** Whether the champion's probabilities are still right on rows whose labels have matured since it was trained. */
  readonly calibration?: CalibrationDrift
}

/** Scores the evaluation rows with the champion and compares the new version with it. */
export async function againstChampion(
  candidate: ModelArtifact,
  champion: ResolvedModel | null,
  rows: DatasetRef,
  { artifacts, data, signal }: Pick<StepContext, 'artifacts' | 'data' | 'signal'>,
): Promise<AgainstChampion> {
  if (champion === null) return {}
  const { version } = champion
  const artifact = await loadModel(artifacts, champion.artifact)
  const differences = inputDifferences(artifact.input, rows.schema)
  if (differences.length > 0) {
    return { championUnusable: `champion v${version} cannot score these rows: ${differences.join('; ')}` }
  }
  const question = questionOf(artifact)
  if (question !== questionOf(candidate)) {
    return { championUnusable: `champion v${version} answers another question: ${question}` }
  }
  const held = sql`(SELECT * FROM ${data.dataset(rows)} WHERE NOT ${identifier(LEARN)})`
  const { samples } = await scoreSamples([candidate, artifact], held, [], { data, signal })
  const [own, other] = samples as readonly [ScoredSample, ScoredSample]
  const evaluation = evaluateSample(artifact, other)
  if (evaluation === undefined) return {}
  const of = { candidate: own, champion: other }
  return {
    champion: { version, evaluation },
    comparison: championComparison(version, of, judgedAs(candidate.task)),
    ...(artifact.task === 'binary' && { calibration: calibrationOf(other) }),
  }
}

function calibrationOf(sample: ScoredSample): CalibrationDrift {
  const { probability, target } = pick(sample, judgeable(sample))
  return calibrationDrift(probability, target)
}

/** What a model says of a row; two that say different things cannot be compared. */
function questionOf({ task, classes }: ModelArtifact): string {
  if (task === 'binary') return 'whether it happens'
  return task === 'regression' ? 'how much it is' : `which of ${(classes ?? []).join(', ')} it is`
}
