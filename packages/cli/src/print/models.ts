import type { KeyMetrics, ModelVersion } from '@sluice/core'
import type { ModelFacts } from '../commands/models.ts'
import type { Style } from './style.ts'
import { table } from './table.ts'
import { instant, metric } from './words.ts'

/** All models, a line each. */
export function modelsText(models: readonly ModelFacts[], style: Style): string {
  if (models.length === 0) return 'No models yet. Train one: sluice train'
  const rows = models.map(({ model, champion, versions }) => {
    const current = versions.find(({ version }) => version === champion)
    return [
      model,
      champion === null ? style.warn('none') : `v${champion}`,
      String(versions.length),
      ...metricsOf(current),
    ]
  })
  const columns = [
    { title: 'model' },
    { title: 'champion' },
    { title: 'versions', align: 'right' },
    { title: 'auc', align: 'right' },
    { title: 'ece', align: 'right' },
  ] as const
  return table(columns, rows)
}

/** One model: its versions and what happened to them. */
export function modelText({ model, champion, versions, history }: ModelFacts, style: Style): string {
  const rows = versions.map(version => [
    `v${version.version}${version.version === champion ? style.good(' champion') : ''}`,
    instant(version.createdAt),
    ...metricsOf(version),
    version.artifact.digest.slice(0, 12),
    style.dim(version.run),
  ])
  const columns = [
    { title: 'version' },
    { title: 'made' },
    { title: 'auc', align: 'right' },
    { title: 'ece', align: 'right' },
    { title: 'artifact' },
    { title: 'run' },
  ] as const
  const events = history.map(
    ({ at, kind, version, who, why }) => `  ${instant(at)}  ${kind} v${version} by ${who}: ${why}`,
  )
  return [style.strong(model), table(columns, rows), '', 'History:', ...events].join('\n')
}

function metricsOf(version: ModelVersion | undefined): readonly [string, string] {
  const metrics = version?.metrics as unknown as KeyMetrics | undefined
  const shown = metrics?.evaluation ?? metrics?.outOfFold
  return [metric(shown?.auc), metric(shown?.ece)]
}
