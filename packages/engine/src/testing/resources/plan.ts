import { pipeline, planOf, step, type Plan } from '@sluice/core'

/** A plan of steps that use things of which there are only so many, by name what each uses. */
export function sharingPlan(
  client: string,
  steps: Readonly<Record<string, readonly string[]>>,
  use: (name: string, resources: readonly string[]) => Promise<string>,
): Plan {
  const shared = pipeline('shared', {
    params: { '~standard': { version: 1, vendor: 'none', validate: value => ({ value }) } },
    steps: () =>
      Object.fromEntries(
        Object.entries(steps).map(([name, resources]) => [
          name,
          step({
            inputs: {},
            keyed: 'run',
            limits: { resources },
            retry: { attempts: 1 },
            run: () => use(`${client} ${name}`, resources),
          }),
        ]),
      ),
  })
  return planOf(shared, { deployment: client, params: {}, asOf: new Date('2026-03-02') })
}
