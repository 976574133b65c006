import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { loadEvaluation, type ArtifactRef } from '@sluice/core'
import type { Engine, RunSummary } from '@sluice/engine'
import { evaluationPage } from '@sluice/reports'

/** Where the report of a version lies unless somebody says otherwise: `reports/<model>/<deployment>/v3.html`. */
export function reportPath(root: string, model: string, version: number): string {
  const folders = model.split('/').map(part => part.replaceAll(/[^\p{L}\p{N}._ -]|^\.+/gu, '_'))
  return join(root, 'reports', ...folders, `v${version}.html`)
}

/** Writes the page of a stored evaluation. */
export async function writeReport(store: Engine['store'], ref: ArtifactRef, file: string): Promise<void> {
  const page = evaluationPage(await loadEvaluation(store, ref))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, page)
}

/** A report that was written. */
export interface WrittenReport {
  readonly model: string
  readonly version: number
  readonly file: string
}

/** Writes the reports of trainings, those of unfinished ones left out. */
export async function writeReports(
  { engine, root }: { readonly engine: Engine; readonly root: string },
  summaries: readonly RunSummary[],
): Promise<readonly WrittenReport[]> {
  const written: WrittenReport[] = []
  for (const { steps } of summaries) {
    const promotion = steps.find(({ name }) => name === 'promote')?.output as WrittenReport | undefined
    const ref = reportRef(steps)
    if (promotion === undefined || ref === undefined) continue
    const { model, version } = promotion
    const file = reportPath(root, model, version)
    await writeReport(engine.store, ref, file)
    written.push({ model, version, file })
  }
  return written
}

/** The stored evaluation among what steps of a training gave: that of the promotion, else that of the fit. */
export function reportRef(
  steps: readonly { readonly name: string; readonly output?: unknown }[],
): ArtifactRef | undefined {
  const outputs = ['promote', 'fit'].map(name => steps.find(step => step.name === name)?.output)
  return outputs.map(refIn).find(ref => ref !== undefined)
}

function refIn(output: unknown): ArtifactRef | undefined {
  const { report } = (output ?? {}) as { readonly report?: ArtifactRef }
  return report?.kind === 'artifact' ? report : undefined
}
