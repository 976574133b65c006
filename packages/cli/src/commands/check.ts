import { planOf } from '@sluice/core'
import { bindPlan, scheduleTargets, type BoundStep } from '@sluice/engine'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { asOfFrom } from '../load/as-of.ts'
import { loadConfig } from '../load/config.ts'
import type { RunOptions } from '../load/requests.ts'
import { selectTargets } from '../load/selection.ts'
import { errorText } from '../print/error.ts'
import type { Reporter } from '../print/report.ts'
import type { Style } from '../print/style.ts'
import { plural } from '../print/words.ts'

/** A plan whose SQL was bound, or why it could not be. */
interface CheckedPlan {
  readonly pipeline: string
  readonly deployment: string
  readonly steps: readonly BoundStep[]
}

/** Builds every plan and binds its SQL on empty tables; returns 2 when something does not fit. */
export async function check(io: Io, report: Reporter, options: RunOptions): Promise<number> {
  const { config } = await loadConfig(io, options.config)
  scheduleTargets(config)
  const selection = options.deployment === undefined ? {} : { deployments: options.deployment }
  const targets = [
    ...selectTargets(config, selection),
    ...selectTargets(config, selection, 'train', 'optional'),
  ]
  const checked: CheckedPlan[] = []
  for (const { deployment, pipeline } of targets) {
    const asOf = asOfFrom(options.asOf, io.now(), deployment.timezone)
    const plan = planOf(pipeline, { deployment: deployment.name, params: deployment.params, asOf })
    checked.push({ pipeline: pipeline.name, deployment: deployment.name, steps: await bindPlan(plan) })
  }
  const failed = checked.flatMap(({ steps }) => steps).filter(({ error }) => error !== undefined)
  const data = checked.map(({ steps, ...plan }) => ({
    ...plan,
    steps: steps.map(({ name, status, error }) => ({
      name,
      status,
      ...(error && { error: { code: error.code, message: error.message } }),
    })),
  }))
  report.result({ ok: failed.length === 0, plans: data }, style => checkText(checked, style))
  return failed.length === 0 ? exitCodes.ok : exitCodes.usage
}

function checkText(checked: readonly CheckedPlan[], style: Style): string {
  const lines = checked.map(({ pipeline, deployment, steps }) => {
    const broken = steps.filter(({ error }) => error !== undefined)
    const bound = steps.filter(({ status }) => status === 'bound').length
    const head = `${broken.length === 0 ? style.good('ok') : style.bad('no')}  ${deployment} ${style.dim(pipeline)} ${plural(steps.length, 'step')}, SQL of ${bound} checked`
    return [
      head,
      ...broken.map(
        ({ name, error }) => `    ${name}: ${errorText(error, style).replaceAll('\n', '\n    ')}`,
      ),
    ].join('\n')
  })
  return lines.join('\n')
}
