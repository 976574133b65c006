import type { Command } from 'commander'
import type { Io } from '../io.ts'
import type { Reporter } from '../print/report.ts'
import { cancel } from './cancel.ts'
import { fail } from './fail.ts'
import { rerun } from './rerun.ts'
import { retry } from './retry.ts'
import { skip } from './skip.ts'
import { step } from './step.ts'
import { why } from './why.ts'

/** Adds the commands about runs and steps that exist already. */
export function addControl(
  inProject: (usage: string, description: string) => Command,
  io: Io,
  report: Reporter,
  exit: (code: number) => void,
): void {
  const deciding = (usage: string, description: string) =>
    inProject(usage, description).requiredOption('--why <reason>', 'kept in the journal')
  deciding('cancel <run>', 'stop a run, whichever process has it').action((id, options) =>
    cancel(io, report, id, options),
  )
  deciding('retry <run>', 'try what failed or was blocked in a run again, at once').action(
    async (id, options) => exit(await retry(io, report, id, options)),
  )
  deciding('rerun <run>', 'do a step of a past run and what needs it anew, in a new run')
    .requiredOption('--from <step>', 'the step to begin with')
    .option('--dry-run', 'only say what would be done anew, and what has changed since')
    .action(async (id, options) => exit(await rerun(io, report, id, options)))
  deciding('skip <run> <step>', 'go on without a step that failed or was blocked')
    .option('--output <json>', 'put this in the place of its output')
    .option('--output-of <run>', 'put in its place what the step gave in this run')
    .option('--with-dependents', 'skip what needs it, too')
    .action((id, name, options) => skip(io, report, id, name, options))
  deciding('fail <run> <step>', 'mark a running or finished step as failed; nothing uses its output').action(
    (id, name, options) => fail(io, report, id, name, options),
  )
  inProject('step <run> <step>', 'run one step alone on the inputs of a past run, and keep nothing of it')
    .option('--keep-scratch', 'keep its files and what it saved, and say where')
    .action(async (id, name, options) => exit(await step(io, report, id, name, options)))
  inProject('why <run> <step>', 'why a step was taken from finished work, or was not').action(
    (id, name, options) => why(io, report, id, name, options),
  )
}
