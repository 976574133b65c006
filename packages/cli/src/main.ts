import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { SluiceError } from '@sluice/core'
import { backtest } from './commands/backtest.ts'
import { check } from './commands/check.ts'
import { contractDiffs, inferred } from './commands/contract.ts'
import { addChecks } from './commands/check-commands.ts'
import {
  collected,
  groupsOf,
  ofProject,
  withJson,
  type AddCommand,
  type AddGroup,
} from './commands/command-group.ts'
import { addControl } from './commands/control-commands.ts'
import { dev } from './commands/dev.ts'
import { gc } from './commands/gc.ts'
import { addIncidents } from './commands/incident-commands.ts'
import { init } from './commands/init.ts'
import { withLogs, withMetrics } from './commands/metrics-options.ts'
import { models, promote, rollback } from './commands/models.ts'
import { plan } from './commands/plan.ts'
import { reportOf } from './commands/report.ts'
import { resume } from './commands/resume.ts'
import { run } from './commands/run.ts'
import { runs } from './commands/runs.ts'
import { addSchedules } from './commands/schedule-commands.ts'
import { search } from './commands/search.ts'
import { show } from './commands/show.ts'
import { addTokens } from './commands/token-commands.ts'
import { worker } from './commands/worker.ts'
import { exitCodes } from './exit-codes.ts'
import type { Io } from './io.ts'
import { errorJson, errorText } from './print/error.ts'
import { reporter, type Reporter } from './print/report.ts'
import { styleFor } from './print/style.ts'

/** Errors that mean the command, the configuration or the parameters are wrong, so that nothing ran. */
const usageCodes = new Set([
  'usage-invalid',
  'config-not-found',
  'config-invalid',
  'params-invalid',
  'plan-invalid',
  'check-invalid',
  'contract-invalid',
  'model-invalid',
  'row-rule-invalid',
  'database-url-invalid',
  'store-invalid',
  's3-client-missing',
  'version-not-found',
  'schedule-invalid',
  'backfill-invalid',
  'nothing-to-roll-back',
  'control-refused',
  'incident-not-found',
  'incident-refused',
  'channel-name-taken',
  'token-refused',
  'server-unprotected',
])

/** Runs `sluice` with the arguments after the command's name; returns the exit code and never throws. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const json = args.includes('--json')
  try {
    return await dispatch(args, io, reporter(io, json))
  } catch (error) {
    if (error instanceof CommanderError) return commanderExit(error, io, json)
    if (io.signal.aborted) return exitCodes.cancelled
    if (json) io.stdout.write(`${JSON.stringify(errorJson(error), null, 2)}\n`)
    io.stderr.write(`${errorText(error, styleFor(io.stderr, io.env))}\n`)
    if (!(error instanceof SluiceError)) return exitCodes.unexpected
    return usageCodes.has(error.code) ? exitCodes.usage : exitCodes.failed
  }
}

/** Commander has written its message, or the help that was asked for, already. */
function commanderExit(
  { exitCode, code, message }: CommanderError,
  { stdout, stderr }: Io,
  json: boolean,
): number {
  if (exitCode === 0) return exitCodes.ok
  if (json) {
    const text = message.replace(/^error: /, '')
    stdout.write(`${JSON.stringify({ error: { code: 'usage-invalid', message: text } }, null, 2)}\n`)
  }
  if (code !== 'commander.help') {
    stderr.write('Commands and their options: sluice --help, sluice <command> --help\n')
  }
  return exitCodes.usage
}

async function dispatch(args: readonly string[], io: Io, report: Reporter): Promise<number> {
  let code: number = exitCodes.ok
  const program = programOf(io, report, exit => {
    code = exit
  })
  await program.parseAsync(args, { from: 'user' })
  return code
}

function versionOfPackage(): string {
  const file = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}

function programOf(io: Io, report: Reporter, exit: (code: number) => void): Command {
  const program = new Command('sluice')
    .description(
      'Machine-learning pipelines: one definition for training and inference, every client, every Monday.',
    )
    .version(versionOfPackage())
    // Else a group takes the options of its commands for its own: contract diff --config.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: text => void io.stdout.write(text),
      writeErr: text => void io.stderr.write(text),
    })
  const grouped = groupsOf(program)
  const inProject = (usage: string, description: string) =>
    ofProject(program.command(usage).description(description))
  const runnable = (usage: string, description: string) =>
    inProject(usage, description)
      .option(
        '-d, --deployment <name>',
        'only this deployment (client); may be given several times',
        collected,
      )
      .option('--as-of <date>', 'work as of this date or instant (default: today in the client’s time zone)')

  withJson(program.command('init <folder>'))
    .description('make a project that runs: one pipeline, one client, sample data')
    .action((folder: string) => init(io, report, folder))
  runnable('check', 'build every plan and bind every SQL step on empty tables; reads no data').action(
    async options => exit(await check(io, report, options)),
  )
  runnable('plan [pipeline]', 'show what would run, and what is there already').action((name, options) =>
    plan(io, report, name, options),
  )
  addRuns(runnable, io, report, exit)
  runnable('backtest [pipeline]', 'train and evaluate as of past dates; promotes nothing').action(
    async (name, options) => exit(await backtest(io, report, name, options)),
  )
  runnable('search [pipeline]', 'search options of the learner; promotes nothing').action(
    async (name, options) => exit(await search(io, report, name, options)),
  )
  inProject('resume [run]', 'go on with an unfinished run, or with all of them').action(async (id, options) =>
    exit(await resume(io, report, id, options)),
  )
  inProject('runs', 'list runs, the newest first')
    .option('-d, --deployment <name>', 'only this deployment')
    .option('--limit <n>', 'at most this many', '20')
    .action(options => runs(io, report, options))
  inProject(
    'show <run> [step]',
    'one run: its steps, checks, errors and outputs; or a dataset by its digest',
  ).action((id, step, options) => show(io, report, id, step, options))
  addContracts(grouped, io, report, exit)
  addStorage(inProject, io, report)
  addMachines(inProject, io, report, exit)
  addControl(inProject, io, report, exit)
  addSchedules(inProject, io, report, exit)
  addModels(inProject, io, report)
  for (const add of [addIncidents, addTokens, addChecks]) add(grouped, io, report)
  return program
}

/** Commands that run what deployments have, once. */
function addRuns(runnable: AddCommand, io: Io, report: Reporter, exit: (code: number) => void): void {
  const running = (usage: string, description: string) =>
    withLogs(runnable(usage, description)).option(
      '--fresh',
      'start a new run even where an unfinished one could go on',
    )
  running('run [pipeline]', 'run the refresh of all deployments, or of those named').action(
    async (name, options) => exit(await run(io, report, 'pipeline', name, options)),
  )
  running(
    'train [pipeline]',
    'train, evaluate and promote the models of all deployments, or of those named',
  ).action(async (name, options) => exit(await run(io, report, 'train', name, options)))
}

/** Options of commands that serve. */
function withServing(command: Command): Command {
  return withMetrics(command)
    .option('--host <address>', 'the address to listen on (default: as configured, or 127.0.0.1)')
    .option('--port <n>', 'the port (default: as configured, or 4747; 0: one that is free)')
    .option('--no-scheduler', 'start no runs here: another process does')
    .option('--no-worker', 'work on no steps here (executor: postgres): workers do')
    .option('--open', 'open the dashboard in a browser')
}

// The server is loaded by the commands that need it, not by every start.
const serving = () => import('./commands/serve.ts')

/** Commands of processes that live until they are stopped. */
function addMachines(inProject: AddCommand, io: Io, report: Reporter, exit: (code: number) => void): void {
  withServing(inProject('serve', 'API and dashboard, with the scheduler and a worker, until stopped')).action(
    async options => exit(await (await serving()).serve(io, report, options)),
  )
  withServing(inProject('dev', 'serve, and serve anew when a file of the project changes')).action(
    async options => exit(await dev(io, report, options)),
  )
  withMetrics(
    inProject('worker', 'work on steps that the database brings (executor: postgres), until stopped'),
  )
    .option('--concurrency <n>', 'steps at once (default: as configured, or the number of cores)')
    .action(async options => exit(await worker(io, report, options)))
}

/** Commands about what tables must look like: `sluice contract infer`, `sluice contract diff`. */
function addContracts(grouped: AddGroup, io: Io, report: Reporter, exit: (code: number) => void): void {
  const add = grouped('contract', 'what tables of sources must look like')
  const about = (usage: string, description: string) =>
    add(usage, description).option(
      '-d, --deployment <name>',
      'of this deployment; may be given several times',
      collected,
    )
  about('infer <source>', 'write the contract of a file, or of a source of a deployment, from its rows')
    .option('--name <name>', 'what it is called (default: the name of the source)')
    .option('--out <file>', 'where to write it (default: standard output)')
    .option('--delimiter <character>', 'between the fields of a CSV file', ',')
    .action((source, options) => inferred(io, report, source, options))
  about('diff [source]', 'what sources are now against what is declared; reads no rows').action(
    async (source, options) => exit(await contractDiffs(io, report, source, options)),
  )
}

function addStorage(inProject: AddCommand, io: Io, report: Reporter): void {
  inProject('gc', 'delete datasets and artifacts that no run, model or unfinished work needs')
    .option('--keep-days <n>', 'keep what runs of so many days gave', '30')
    .option('--dry-run', 'only say what would be freed')
    .action(options => gc(io, report, options))
}

function addModels(inProject: AddCommand, io: Io, report: Reporter): void {
  inProject('models [model]', 'list models, or one with its versions and history').action((name, options) =>
    models(io, report, name, options),
  )
  inProject(
    'report <model> [version]',
    'write the evaluation report of a version (the newest) as an HTML file',
  )
    .option('--out <file>', 'where to write it (default: reports/ beside the store)')
    .action((name, version, options) => reportOf(io, report, { model: name, version }, options))
  inProject('promote <model> <version>', 'make a version the champion by hand')
    .requiredOption('--why <reason>', 'kept in the history')
    .action((name, version, options) => promote(io, report, name, version, options))
  inProject('rollback <model>', 'go back to the champion before the last promotion')
    .requiredOption('--why <reason>', 'kept in the history')
    .action((name, options) => rollback(io, report, name, options))
}
