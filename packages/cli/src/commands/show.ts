import { join } from 'node:path'
import type { DatasetProfile } from '@sluice/core'
import type { EventRecord } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { runNamed } from '../load/run-named.ts'
import { profilesIn, profileSummary } from '../load/profiles.ts'
import { zoneOf } from '../load/selection.ts'
import { digestNamed, showDataset } from './show-dataset.ts'
import { decisionLines } from '../print/decisions.ts'
import { withMaps } from '../print/maps.ts'
import { profileText } from '../print/profile.ts'
import type { Reporter } from '../print/report.ts'
import { runText, stepText } from '../print/run.ts'

/** Shows one run with its steps, one step with its checks, offending rows, log and output, or a dataset. */
export async function show(
  io: Io,
  report: Reporter,
  id: string,
  step: string | undefined,
  options: { readonly config?: string },
): Promise<void> {
  await withProject(io, options, async project => {
    const { config, root, engine } = project
    const { journal, store } = engine
    const digest = (await journal.find(id)).length > 0 ? undefined : await digestNamed(project, id)
    if (digest !== undefined) return showDataset(io, report, project, digest)
    const run = await runNamed(journal, id)
    const steps = await journal.steps(run.id)
    const timeZone = zoneOf(config, run.deployment)
    const all = await journal.events(run.id)
    if (step === undefined) {
      const decisions = all.filter(event => decisionLines([event]).length > 0)
      report.result(
        { run, steps, decisions },
        style => runText(run, steps, style, timeZone) + decided(all, timeZone),
      )
      return
    }
    const found = steps.find(({ name }) => name === step)
    if (found === undefined) {
      throw new UsageInvalid({
        reason: `run ${run.id} has no step "${step}"`,
        known: steps.map(({ name }) => name),
      })
    }
    const events = all.filter(event => event.step === step)
    const elements = withMaps(steps).find(shown => shown.step === found)?.map?.elements ?? []
    const profiles = await profilesIn({ store, scratch: join(root, 'scratch') }, found.name, found.output)
    const shown = Object.entries(profiles)
    report.result(
      {
        run,
        step: found,
        events,
        ...(elements.length > 0 && { elements }),
        ...(shown.length > 0 && { profiles: summaries(profiles) }),
      },
      style =>
        [
          stepText(run, found, events, style, elements) + decided(events, timeZone),
          ...shown.map(([name, profile]) => profileText(name, profile, style, io.stdout.columns)),
        ].join('\n\n'),
    )
  })
}

function summaries(profiles: Readonly<Record<string, DatasetProfile>>) {
  return Object.fromEntries(
    Object.entries(profiles).map(([name, profile]) => [name, profileSummary(profile)]),
  )
}

function decided(events: readonly EventRecord[], timeZone: string): string {
  const lines = decisionLines(events, timeZone)
  return lines.length === 0 ? '' : ['', '', 'Decisions:', ...lines].join('\n')
}
