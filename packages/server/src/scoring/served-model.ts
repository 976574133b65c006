import {
  loadModel,
  scorer,
  type ArtifactStore,
  type InputColumn,
  type ModelArtifact,
  type ModelVersion,
  type RowScore,
  type Scorer,
} from '@sluice/core'
import { OnlineMismatch } from './online-mismatch.ts'
import { rowCheck } from './row-check.ts'

/** A version that is ready to score requests. */
export interface ServedModel {
  readonly model: string
  readonly version: number
  readonly digest: string
  readonly input: readonly InputColumn[]
  readonly scorer: Scorer
}

/**
 * Loads a version and lets it score its self-test rows as if they had come in a request.
 *
 * @throws OnlineMismatch when a score differs in a bit from what training expected; what loading throws.
 */
export async function serveVersion(store: ArtifactStore, version: ModelVersion): Promise<ServedModel> {
  const artifact = await loadModel(store, version.artifact)
  const served: ServedModel = {
    model: version.model,
    version: version.version,
    digest: version.artifact.digest,
    input: artifact.input,
    scorer: scorer(artifact),
  }
  const differences = selfTestDifferences(served, artifact)
  if (differences.length > 0) {
    throw new OnlineMismatch({ model: version.model, version: version.version, differences })
  }
  return served
}

const outputs = ['margin', 'probability', 'decision', 'class'] as const

/** How scores of the self-test rows, sent as JSON, differ from the expected ones. */
function selfTestDifferences(served: ServedModel, { selfTest }: ModelArtifact): readonly string[] {
  const check = rowCheck(served.input, { absent: 'accept', unknown: 'accept', outOfDomain: 'accept' })
  const instants = new Set(served.input.filter(({ type }) => type === 'timestamp').map(({ name }) => name))
  return selfTest.rows.flatMap((row, i) => {
    if (!isJson(row, instants)) return []
    const sent = JSON.parse(JSON.stringify(asRequest(row, instants))) as Record<string, unknown>
    const { values, refused } = check(sent)
    if (refused !== undefined) return [`row ${i}: ${refused.message}`]
    const score = served.scorer.row(values)
    const expected = selfTest.expected[i] as Partial<RowScore> | undefined
    return outputs.flatMap(output => {
      const [is, want] = [score[output] ?? null, expected?.[output] ?? null]
      return Object.is(is, want) ? [] : [`row ${i}: ${output} is ${String(is)}, expected ${String(want)}`]
    })
  })
}

/** False for rows that JSON cannot carry: infinities, and instants that are no whole milliseconds. */
function isJson(row: Readonly<Record<string, unknown>>, instants: ReadonlySet<string>): boolean {
  return Object.entries(row).every(([name, value]) => {
    if (typeof value !== 'number' || Number.isNaN(value)) return true
    if (!Number.isFinite(value) || Object.is(value, -0)) return false
    return !instants.has(name) || (value % 1000 === 0 && Math.abs(value) < 8.64e18)
  })
}

function asRequest(row: Readonly<Record<string, unknown>>, instants: ReadonlySet<string>) {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) =>
      instants.has(name) && typeof value === 'number'
        ? [name, new Date(value / 1000).toISOString()]
        : [name, value],
    ),
  )
}
