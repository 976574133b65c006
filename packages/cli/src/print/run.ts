import type { CheckResult } from '@sluice/core'
import type { EventRecord, RunRecord, StepRecord } from '@sluice/engine'
import { elementCounts, firstFew, withMaps } from './maps.ts'
import { outputText } from './output.ts'
import { statusText } from './run-lines.ts'
import type { Style } from './style.ts'
import { table } from './table.ts'
import { instant, seconds } from './words.ts'

/** One run: who, when, its steps, and what went wrong. */
export function runText(
  run: RunRecord,
  steps: readonly StepRecord[],
  style: Style,
  timeZone = 'UTC',
): string {
  const head = [
    `${style.strong(run.label ?? run.deployment)} ${run.pipeline} as of ${instant(run.asOf, timeZone)}`,
    `run ${run.id}, ${statusText(run.status, style)}, started ${instant(run.startedAt, timeZone)} by ${run.who}`,
  ]
  const shown = withMaps(steps)
  const rows = shown.map(({ step, map, all }) => [
    `  ${step.name}`,
    statusText(step.status, style),
    seconds(all.reduce((sum, part) => sum + part.seconds, 0)),
    map === undefined ? (step.attempts > 1 ? `${step.attempts} tries` : '') : elementCounts(map),
    checkCounts(
      all.flatMap(({ checks }) => checks),
      style,
    ),
  ])
  const columns = [
    { title: '  step' },
    { title: 'status' },
    { title: 'time', align: 'right' },
    { title: '' },
    { title: 'checks' },
  ] as const
  const problems = shown.flatMap(({ step, map }) => [
    ...(map === undefined ? [] : problemLines(map.list, style)),
    ...firstFew((map?.elements ?? []).flatMap(element => problemLines(element, style))),
    ...problemLines(step, style),
  ])
  return [...head, '', table(columns, rows), ...(problems.length === 0 ? [] : ['', ...problems])].join('\n')
}

/** One step: checks, offending rows, log, output; of a map its elements. */
export function stepText(
  run: RunRecord,
  step: StepRecord,
  events: readonly EventRecord[],
  style: Style,
  elements: readonly StepRecord[] = [],
): string {
  const checks = step.checks.flatMap(check => checkLines(check, style))
  const log = events.flatMap(({ kind, at, data }) => {
    const { message } = (data ?? {}) as { readonly message?: string }
    return kind === 'step-log' && message !== undefined ? [`  ${at.toISOString()} ${message}`] : []
  })
  return [
    `${style.strong(step.name)} of ${run.label ?? run.deployment}, run ${run.id}: ${statusText(step.status, style)} in ${seconds(step.seconds)}`,
    ...(step.error === undefined
      ? []
      : [
          '',
          `${style.bad(step.error.name)}: ${step.error.message}`,
          ...(step.error.stack === undefined ? [] : [style.dim(step.error.stack)]),
        ]),
    ...(elements.length === 0 ? [] : ['', elementTable(elements, style)]),
    ...(checks.length === 0 ? [] : ['', 'Checks:', ...checks]),
    ...(log.length === 0 ? [] : ['', 'Log:', ...log]),
    ...(step.output === undefined ? [] : ['', 'Output:', outputText(step.output)]),
  ].join('\n')
}

function elementTable(elements: readonly StepRecord[], style: Style): string {
  const columns = [
    { title: '  element' },
    { title: 'status' },
    { title: 'time', align: 'right' },
    { title: '' },
  ] as const
  const rows = elements.map(step => [
    `  ${step.name}`,
    statusText(step.status, style),
    seconds(step.seconds),
    problemLines(step, style)[0]?.split('\n')[0] ?? '',
  ])
  return table(columns, rows)
}

function problemLines({ name, checks, error }: StepRecord, style: Style): readonly string[] {
  const failed = checks
    .filter(({ status }) => status === 'failed')
    .map(
      ({ severity, message }) =>
        `${severity === 'block' ? style.bad(severity) : style.warn(severity)} ${name}: ${message}`,
    )
  return error === undefined ? failed : [...failed, `${style.bad('error')} ${name}: ${error.message}`]
}

function checkCounts(checks: readonly CheckResult[], style: Style): string {
  const count = (status: CheckResult['status']) => checks.filter(check => check.status === status).length
  const parts = [
    count('passed') > 0 ? style.good(`${count('passed')} passed`) : '',
    count('learning') > 0 ? style.dim(`${count('learning')} learning`) : '',
    count('failed') > 0 ? style.bad(`${count('failed')} failed`) : '',
  ]
  return parts.filter(part => part !== '').join(', ')
}

/** A check with the rows that offend it. */
export function checkLines(
  { severity, status, message, sample = [] }: CheckResult,
  style: Style,
): readonly string[] {
  const mark =
    status === 'passed'
      ? style.good('passed')
      : status === 'learning'
        ? style.dim('learning')
        : style.bad(`failed (${severity})`)
  const columns = Object.keys(sample[0] ?? {}).map(title => ({ title }))
  const rows = sample.map(row => columns.map(({ title }) => String(row[title] ?? '–')))
  const shown =
    sample.length === 0
      ? []
      : table(columns, rows)
          .split('\n')
          .map(line => `      ${line}`)
  return [`  ${mark} ${message}`, ...shown]
}
