import type { Io } from '../io.ts'
import type { Reporter } from '../print/report.ts'
import type { AddGroup } from './command-group.ts'
import { decide, judge, silence } from './incident-decisions.ts'
import { listIncidents, showIncident } from './incidents.ts'
import { simulate } from './simulate-incident.ts'

/** Adds the commands about incidents: `sluice incidents list`, `show`, `ack`, … */
export function addIncidents(grouped: AddGroup, io: Io, report: Reporter): void {
  const about = grouped('incidents', 'what went wrong, who was told, and what people say about it')
  const deciding = (usage: string, description: string) =>
    about(usage, description).requiredOption('--why <reason>', 'kept with the incident')
  about('list', 'what is open, the newest first', true)
    .option('--all', 'what was resolved, too')
    .option('-d, --deployment <name>', 'only what this deployment has')
    .option('--limit <n>', 'at most this many', '20')
    .action(options => listIncidents(io, report, options))
  about('show <incident>', 'one incident: what is said about it, where it was seen, what happened').action(
    (id, options) => showIncident(io, report, id, options),
  )
  deciding(
    'ack <incident>',
    'say that somebody works on it; it is not told again unless it gets worse',
  ).action((id, options) => decide(io, report, 'acknowledge', id, options))
  deciding('silence <incident>', 'tell nobody of it for a while; checks still run and still block')
    .requiredOption('--until <end>', 'after a time such as 4h or 2d, or at an instant')
    .action((id, options) => silence(io, report, id, options))
  deciding('unsilence <incident>', 'tell channels of it again').action((id, options) =>
    decide(io, report, 'unsilence', id, options),
  )
  deciding('resolve <incident>', 'end it by hand, where no later run can').action((id, options) =>
    decide(io, report, 'resolve', id, options),
  )
  deciding(
    'expected <incident>',
    'close it; its numbers are learned, and blocked runs can be resumed',
  ).action((id, options) => judge(io, report, 'expected', id, options))
  deciding('real <incident>', 'keep the numbers of its runs out of what later runs are compared with').action(
    (id, options) => judge(io, report, 'real', id, options),
  )
  about('simulate [pipeline]', 'show the message that an incident would send')
    .option('-d, --deployment <name>', 'as if this deployment had it')
    .option('--step <name>', 'as if this step had found nothing')
    .option('--send', 'send it to the channels, and then that it is over')
    .option('--channel <name>', 'only to this channel')
    .action((pipeline, options) => simulate(io, report, pipeline, options))
}
