import { join } from 'node:path'
import { defineConfig, type Config } from '@sluice/core'
import type { Engine } from '@sluice/engine'
import { requestFor } from '../../../examples/agency/src/demo/request-for.ts'
import { agencyProject } from '../../../examples/agency/src/project.ts'
import {
  advanceTo,
  breakSchema,
  createWarehouses,
  mondays,
} from '../../../examples/agency/src/simulate/index.ts'
import { hostilePipelines, markup, type Gate } from './hostile.ts'

/** Clients of the demo that take part: enough for a matrix, few enough for a test. */
const taking = ['maison-verte', 'kirei']
/** The client whose warehouse renames a column. */
const broken = 'maison-verte'
const scale = 0.05

/** What the agency's pipelines need. */
export interface AgencyPlaces {
  readonly warehouses: string
  readonly cdpUrl: string
  readonly gate: Gate
}

/** The demo's deployments, with what is hostile beside them; `repaired` maps the renamed column. */
export function agencyConfig({ warehouses, cdpUrl, gate }: AgencyPlaces, repaired: boolean): Config {
  const mappings = repaired ? { [broken]: { amount: 'order_value' } } : {}
  const { deployments } = agencyProject({ warehouses, cdpUrl, mappings })
  const { hostile, slow } = hostilePipelines(gate)
  return defineConfig({
    deployments: [
      ...deployments.filter(({ name }) => taking.includes(name)),
      hostile.deploy('shop', {
        label: markup,
        params: { note: markup, fails: true },
        schedule: '0 6 * * MON',
      }),
      slow.deploy('shop', { label: markup, params: {} }),
    ],
  })
}

/** Trains the models and refreshes three Mondays; on the third a column is missing. */
export async function runThreeWeeks(engine: Engine, places: AgencyPlaces): Promise<void> {
  const { warehouses } = places
  await createWarehouses({ folder: warehouses, seed: 20_260_302, scale })
  const config = agencyConfig(places, false)
  await run(engine, config, 'train', mondays[0])
  for (const [i, asOf] of mondays.entries()) {
    for (const client of taking) await advanceTo({ folder: warehouses, client, week: i + 1 })
    if (i === 2) await breakSchema({ folder: warehouses, client: broken })
    await run(engine, config, 'pipeline', asOf)
  }
}

/** The folder of the warehouses in that of a world. */
export const warehousesIn = (folder: string) => join(folder, 'warehouses')

async function run(engine: Engine, config: Config, part: 'pipeline' | 'train', asOf: Date): Promise<void> {
  const requests = config.deployments
    .filter(
      ({ pipeline }) => pipeline.name !== 'slow' && (part === 'pipeline' || pipeline.name !== 'hostile'),
    )
    .map(deployment => requestFor(deployment, part, asOf))
  await engine.run(requests)
}
