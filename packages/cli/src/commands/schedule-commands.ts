import type { Command } from 'commander'
import type { Io } from '../io.ts'
import type { Reporter } from '../print/report.ts'
import { backfill } from './backfill.ts'
import { backfills } from './backfills.ts'
import { withMetrics } from './metrics-options.ts'
import { pause, unpause } from './pause.ts'
import { scheduleLog } from './schedule-log.ts'
import { schedule } from './schedule.ts'
import { scheduler } from './scheduler.ts'

/** Adds the commands about schedules and backfills. */
export function addSchedules(
  inProject: (usage: string, description: string) => Command,
  io: Io,
  report: Reporter,
  exit: (code: number) => void,
): void {
  inProject('schedule', 'when each deployment runs next, and what became of the last run')
    .option('-d, --deployment <name>', 'only this deployment')
    .option('--log', 'what was decided about schedules, by whom and why')
    .action(options =>
      options.log === true ? scheduleLog(io, report, options) : schedule(io, report, options),
    )
  withMetrics(inProject('scheduler', 'start runs when they are due, until stopped')).action(async options =>
    exit(await scheduler(io, report, options)),
  )
  inProject('pause <deployment>', 'keep the schedules of a deployment from starting anything')
    .option('--pipeline <name>', 'only the schedule of this pipeline')
    .requiredOption('--why <reason>', 'kept in the journal')
    .action((name, options) => pause(io, report, name, options))
  inProject('unpause <deployment>', 'let the schedules of a deployment start runs again')
    .option('--pipeline <name>', 'only the schedule of this pipeline')
    .requiredOption('--why <reason>', 'kept in the journal')
    .action((name, options) => unpause(io, report, name, options))
  inProject('backfill <pipeline> <deployment>', 'run what was due in a time of the past')
    .requiredOption('--from <date>', 'the first day, or an instant')
    .requiredOption('--to <date>', 'the last day, or an instant')
    .option('--redo <mode>', 'runs to do again: none, failed, changed or all', 'failed')
    .option('--at-once <n>', 'runs at once', '1')
    .option('--one-run', 'one run over all of the time')
    .option('--cron <expression>', 'when it was due (default: the schedule of the deployment)')
    .option('--dry-run', 'show what would run, and do nothing')
    .option('--queue', 'leave it to a scheduler')
    .option('--why <reason>', 'kept in the journal')
    .action(async (pipeline, deployment, options) =>
      exit(await backfill(io, report, pipeline, deployment, options)),
    )
  inProject('backfills [backfill]', 'list backfills, or show, pause, continue or cancel one')
    .option('--pause', 'start no more of its runs')
    .option('--continue', 'go on with it')
    .option('--cancel', 'stop its runs and start no more')
    .option('--why <reason>', 'kept in the journal')
    .action(async (id, options) => exit(await backfills(io, report, id, options)))
}
