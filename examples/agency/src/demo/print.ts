import { clients } from '../clients.ts'
import type { ClientWeek, WeekFacts } from './facts.ts'
import type { DemoFacts } from './run-demo.ts'

/** The facts as the object that `--json` prints. */
export function demoJson(facts: DemoFacts, seconds: number): unknown {
  return { ...facts, seconds: Math.round(seconds * 10) / 10 }
}

/** The end of the demo for people: a table per client, and what to try next. */
export function demoText({ weeks, cdp }: DemoFacts, seconds: number): string {
  const tables = clients.map(({ id, label }) => `${label} (${id})\n${clientTable(id, weeks)}`)
  return [
    '',
    ...tables.flatMap(table => [table, '']),
    `The CDP received ${whole(cdp.received)} profiles, ${whole(cdp.duplicates)} of them twice. ${Math.round(seconds)} seconds in all.`,
    '',
    'What to try next (the project is examples/agency):',
    '  npm run sluice -- runs --config examples/agency/sluice.config.ts',
    '  npm run sluice -- show <run> extract --config examples/agency/sluice.config.ts    checks, offending rows, log',
    '  npm run sluice -- models propensity/alpine --config examples/agency/sluice.config.ts',
    '  npm run sluice -- init my-agency                                                  a project of your own',
  ].join('\n')
}

const titles = ['week', 'status', 'rows in', 'scored', 'sent', 'AUC', 'ECE', 'seconds', 'saved'] as const

function clientTable(id: string, weeks: readonly WeekFacts[]): string {
  const rows = weeks.flatMap(({ week, clients: ran, resumed }) => [
    ...ran.filter(({ client }) => client === id).map(row => cells(String(week), row)),
    ...resumed.filter(({ client }) => client === id).map(row => cells(`${week} resumed`, row)),
  ])
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map(row => row[i]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`
  return [titles, ...rows].map(line).join('\n')
}

function cells(week: string, row: ClientWeek): readonly string[] {
  const { status, rowsIn, rowsScored, rowsSent, auc, ece, seconds, stepsSaved } = row
  return [
    week,
    status,
    ...[rowsIn, rowsScored, rowsSent].map(whole),
    ...[auc, ece].map(value => (value === null ? '–' : value.toFixed(3))),
    seconds.toFixed(1),
    `${stepsSaved} ${stepsSaved === 1 ? 'step' : 'steps'}`,
  ]
}

function whole(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}
