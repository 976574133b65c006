import { resolve } from 'node:path'
import type { ModelVersion } from '@sluice/core'
import type { Engine } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import type { Reporter } from '../print/report.ts'
import { reportPath, reportRef, writeReport } from '../reports/report-file.ts'

/** Options of `report`. */
export interface ReportOptions {
  readonly config?: string
  /** The file to write; default `reports/<model>/v<version>.html` beside the store. */
  readonly out?: string
}

/** Writes the evaluation report of a version as an HTML file and prints where it is. */
export async function reportOf(
  io: Io,
  report: Reporter,
  wanted: { readonly model: string; readonly version?: string },
  options: ReportOptions,
): Promise<void> {
  await withProject(io, options, async ({ engine, root }) => {
    const model = await modelNamed(engine, wanted.model)
    const { version, run } = await versionNamed(engine, model, wanted.version)
    const ref = reportRef(await engine.journal.steps(run))
    if (ref === undefined) {
      throw new UsageInvalid({
        reason: `${model} v${version} was trained without a report`,
        next: 'Train it again: sluice train',
      })
    }
    const file = options.out === undefined ? reportPath(root, model, version) : resolve(io.cwd, options.out)
    await writeReport(engine.store, ref, file)
    report.result({ model, version, file }, style => `${model} v${version}: ${style.strong(file)}`)
  })
}

/** The model of that name; without its deployment where there is only one. */
async function modelNamed({ models }: Engine, wanted: string): Promise<string> {
  const known = await models.models()
  if (known.includes(wanted)) return wanted
  const [only, ...more] = known.filter(name => name.startsWith(`${wanted}/`))
  if (only !== undefined && more.length === 0) return only
  throw new UsageInvalid({
    reason: only === undefined ? `no model "${wanted}"` : `"${wanted}" has several deployments`,
    known: only === undefined ? known : [only, ...more],
  })
}

async function versionNamed(
  { models }: Engine,
  model: string,
  wanted: string | undefined,
): Promise<ModelVersion> {
  const versions = await models.versions(model)
  const number = wanted === undefined ? undefined : Number(wanted.replace(/^v/, ''))
  const found = number === undefined ? newest(versions) : versions.find(({ version }) => version === number)
  if (found !== undefined) return found
  throw new UsageInvalid({
    reason: `${model} has no version ${wanted ?? 'yet'}`,
    known: versions.map(({ version }) => `v${version}`),
  })
}

function newest(versions: readonly ModelVersion[]): ModelVersion | undefined {
  return versions.toSorted((a, b) => b.version - a.version)[0]
}
