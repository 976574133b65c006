import type { ArtifactStore } from '../artifact/artifact-store.ts'
import type { ArtifactRef } from '../data/refs.ts'
import { loadEvaluation, saveEvaluation } from './evaluation-codec.ts'
import type { EvaluationData } from './evaluation-data.ts'

/** Stores an evaluation once more, with what became of the version and what people said about the model. */
export async function decidedEvaluation(
  ref: ArtifactRef,
  added: Pick<EvaluationData, 'outcome' | 'card' | 'costs'>,
  store: ArtifactStore,
): Promise<ArtifactRef> {
  return saveEvaluation(store, { ...(await loadEvaluation(store, ref)), ...added })
}
