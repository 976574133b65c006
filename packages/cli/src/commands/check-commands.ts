import type { Io } from '../io.ts'
import type { Reporter } from '../print/report.ts'
import type { AddGroup } from './command-group.ts'
import { simulateChecks } from './simulate-checks.ts'
import { suggest } from './suggest-checks.ts'

/** Adds the commands about checks: `sluice checks suggest` and `simulate`. */
export function addChecks(grouped: AddGroup, io: Io, report: Reporter): void {
  const add = grouped('checks', 'checks of data: what to check, and what would be found')
  const about = (usage: string, description: string) =>
    add(usage, description).option(
      '-d, --deployment <name>',
      'the deployment (client); needed where there are several',
    )
  about('suggest <pipeline>', 'propose checks from past good loads, as code with what each would catch')
    .option('--dataset <name>', 'only this dataset, such as extract/events (default: all)')
    .option('--runs <number>', 'past good runs to learn from (default: 60)')
    .action((pipeline, options) => suggest(io, report, pipeline, options))
  about('simulate <pipeline>', 'put an error into what the last good run read and show what is found')
    .requiredOption(
      '--error <what>',
      'such as "empty", "drop 40 %", "twice", "spend × 100 in 10 %", "spend missing"',
    )
    .option('--table <name>', 'the table that has the error; needed where there are several')
    .action((pipeline, options) => simulateChecks(io, report, pipeline, options))
}
