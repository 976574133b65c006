import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { startSluice } from './cli/child.ts'
import { emptyFolder, newProject, projectIn, type Project } from './cli/project.ts'

let trained: Project
beforeAll(async () => {
  trained = await newProject()
  const { code, out } = await trained.sluice('train')
  if (code !== 0) throw new Error(out)
})

/** A copy of the project with its champion, to spoil. */
function copy(): Project {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-e2e-'))
  cpSync(trained.folder, folder, { recursive: true, verbatimSymlinks: true })
  return projectIn(folder)
}

/** Changes the lines of the sample's events; line 0 is the header. */
function editEvents(project: Project, change: (cells: string[], line: number) => string[] | undefined): void {
  const lines = project.read('data/events.csv').trimEnd().split('\n')
  const changed = lines.flatMap((line, i) => change(line.split(','), i)?.join(',') ?? [])
  project.write('data/events.csv', changed.join('\n'))
}

const BLOCKED = 3
const FAILED = 4

test.each<readonly [string, (project: Project) => void, number, RegExp]>([
  [
    'an empty file',
    project => project.write('data/events.csv', ''),
    FAILED,
    /data\/events\.csv is empty: it has no columns and no rows\..*run the export again/,
  ],
  [
    'a header without rows',
    project => editEvents(project, (cells, i) => (i === 0 ? cells : undefined)),
    BLOCKED,
    /events: has no rows\. See whether the system/,
  ],
  [
    'a missing column',
    project => editEvents(project, cells => cells.slice(0, 4)),
    BLOCKED,
    /events: column "amount" is missing; no other column looks like it\. Ask for it back, or map its new name/,
  ],
  [
    'a renamed column',
    project => project.edit('data/events.csv', 'occurred_at', 'happened_at'),
    BLOCKED,
    /column "occurred_at" is missing; "happened_at" is .*Map it: mapping: \{ occurred_at: 'happened_at' \}/,
  ],
  [
    'a column of numbers that became text',
    project => editEvents(project, (cells, i) => (i > 0 && cells[4] !== '' ? cells.with(4, '5 EUR') : cells)),
    FAILED,
    /cells of "amount" cannot be read as number \(row \d+ has "5 EUR".*Correct the file/,
  ],
  [
    'one word among the times',
    project => editEvents(project, (cells, i) => (i === 77 ? cells.with(1, 'yesterday') : cells)),
    FAILED,
    /1 cell of "occurred_at" cannot be read as timestamp \(row 77 has "yesterday"\)/,
  ],
  [
    'a row with more cells than columns',
    project => editEvents(project, (cells, i) => (i === 77 ? [...cells, 'x'] : cells)),
    FAILED,
    /events\.csv cannot be read as CSV: .*Line: 78/,
  ],
  [
    'a key that repeats',
    project => project.edit('data/customers.csv', 'c0001', 'c0000'),
    BLOCKED,
    /customers: "customer_id" is not unique: 1 of 400 rows/,
  ],
  [
    'no file',
    project => rmSync(join(project.folder, 'data/events.csv')),
    FAILED,
    /data\/events\.csv: there is no such file or folder\. In .*\/data there is: customers\.csv/,
  ],
  [
    'an artifact whose bytes were changed',
    project => spoil(join(project.folder, '.sluice/store/artifacts')),
    FAILED,
    /(scores|champion): artifact .*(damaged|changed|corrupt|digest)/,
  ],
])('%s stops the run before anything is delivered', async (_name, spoilIt, code, message) => {
  const project = copy()
  spoilIt(project)
  const outcome = await project.sluice('run')
  expect(outcome.out).toMatch(message)
  expect(outcome.out).toMatch(
    /Next:\n {2}sluice show \d{8}-\S+ +what happened to Demo shop\n {2}sluice resume/,
  )
  expect([outcome.code, existsSync(join(project.folder, 'out/demo.parquet'))]).toEqual([code, false])
})

/** Changes one byte in the middle of every file. */
function spoil(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    const bytes = entry.isFile() ? readFileSync(file) : Buffer.alloc(0)
    const middle = bytes.length >> 1
    if (bytes.length > 0) writeFileSync(file, bytes.fill((bytes[middle] ?? 0) ^ 1, middle, middle + 1))
  }
}

test('NaN, infinite and huge amounts are values like others', async () => {
  const project = copy()
  const amounts = ['nan', '1e400', '-inf', '1e300']
  editEvents(project, (cells, i) => cells.with(4, amounts[i - 70] ?? cells[4] ?? ''))
  expect(await project.sluice('run')).toMatchObject({ code: 0 })
})

test('names may be in any script', async () => {
  const project = copy()
  project.edit('sluice.config.ts', "'Demo shop'", "'Größenwahn 東京 🚀'")
  project.edit('sluice.config.ts', "id: 'demo'", "id: 'größe'")
  project.edit('data/customers.csv', /,DE\n/g, ',日本 🇯🇵\n')
  expect((await project.sluice('train')).out).toMatch(/Größenwahn 東京 🚀 {2}propensity\.train {2}succeeded/)
  expect((await project.sluice('run', '-d', 'größe')).code).toBe(0)
  expect((await project.sluice('models', 'propensity/größe')).code).toBe(0)
})

test.each<readonly [string, string | RegExp, string, RegExp]>([
  [
    'a misspelt column',
    'sum(amount)',
    'sum(amont)',
    /features: error\[sql-failed\]: .*"amont"[\s\S]*"amount"/,
  ],
  ['SQL that is not SQL', 'SELECT e.', 'SELEC e.', /syntax error at or near "SELEC"/],
  [
    'a file that is read around the cut',
    'FROM ${events} e LEFT',
    "FROM read_csv('data/events.csv') e LEFT",
    /read_csv\(\) reads data that is not cut at asOf; declare it as a source/,
  ],
  [
    'a table that is read around the cut',
    'FROM ${events} e LEFT',
    'FROM events e LEFT',
    /table "events" is read directly, so it would not be cut at asOf; use one of the sources/,
  ],
  [
    'a label without the target',
    '1 AS purchased',
    '1 AS bought',
    /label: the SQL gives no column "purchased", the target of the model\. It gives: customer_id, bought/,
  ],
  [
    'a prepared column that the features lack',
    'numeric(c.days_since_last)',
    'numeric(c.days_since_lst)',
    /no column "days_since_lst", which prepare names\. They have: views_28d/,
  ],
  [
    'features without the key',
    'SELECT e.customer_id,',
    'SELECT e.customer_id AS id,',
    /features: the SQL gives no column "customer_id", the key of the model\. It gives: id, views_28d/,
  ],
])('sluice check finds %s without data', async (_name, from, to, message) => {
  const project = copy()
  rmSync(join(project.folder, 'data'), { recursive: true })
  project.edit('pipelines/propensity.ts', from, to)
  const { code, out } = await project.sluice('check')
  expect([code, out]).toEqual([2, expect.stringMatching(message)])
})

test.each<readonly [string, string, string, string, RegExp]>([
  [
    'a syntax error',
    'pipelines/propensity.ts',
    'learn: log',
    'learn log',
    /propensity\.ts:\d+\n[\s\S]*learn log[\s\S]*\^/,
  ],
  [
    'an error of its own',
    'sluice.config.ts',
    'const clients',
    "throw new Error('boom')\nconst clients",
    /boom\n {2}at \/.*sluice\.config\.ts:\d+/,
  ],
  [
    'a wrong import',
    'sluice.config.ts',
    'propensity.ts',
    'propensty.ts',
    /Cannot find module '.*propensty\.ts'[\s\S]*npm install/,
  ],
  [
    'a name that sluice does not have',
    'sluice.config.ts',
    'alertFile,',
    'alertfile,',
    /does not provide an export named 'alertfile'/,
  ],
  ['no export', 'sluice.config.ts', 'export default', '', /write `export default defineConfig/],
  [
    'a client twice',
    'sluice.config.ts',
    '\nexport',
    '\nclients.push(...clients)\nexport',
    /two deployments "demo" of propensity/,
  ],
  [
    'no such time zone',
    'sluice.config.ts',
    'Europe/Berlin',
    'Europe/Berln',
    /time zone "Europe\/Berln", which does not exist/,
  ],
  [
    'a parameter of another type',
    'sluice.config.ts',
    "category: 'shoes'",
    'category: 7',
    /"demo" do not fit[\s\S]*category: .*expected string, received number/,
  ],
])('a configuration with %s is refused before anything runs', async (_name, file, from, to, message) => {
  const project = copy()
  project.edit(file, from, to)
  const { code, out, err } = await startSluice(['run'], { cwd: project.folder }).ended
  expect([code, out, err]).toEqual([2, '', expect.stringMatching(message)])
})

test.each<readonly [readonly string[], RegExp]>([
  [['run', '-d', 'acme'], /^error: unknown deployment "acme"\. There are: demo\n$/],
  [['run', 'propensty'], /no deployment runs a pipeline "propensty"\. There are: propensity/],
  [['run', 'propensity.train'], /To train: sluice train propensity/],
  [['run', '--as-of', 'monday'], /--as-of "monday" is not an instant: write a date such as 2026-03-02/],
  [['run', '--as-of', '2026-02-30'], /--as-of "2026-02-30" is not an instant/],
  [['run', '--config', 'nope.ts'], /nope\.ts: there is no such file/],
  [['runs', '-d', 'acme'], /unknown deployment "acme"\. There are: demo/],
  [['runs', '--limit', 'many'], /--limit "many" is not a number of runs/],
  [['show', '1999'], /no run "1999"\nSee which there are: sluice runs/],
  [['show', '2', 'fitt'], /has no step "fitt"\. There are: extract, rows, fit/],
  [['resume', '1999'], /no run "1999"/],
  [['resume', '2'], /has succeeded; .*\nTo run again: sluice train propensity -d demo --as-of \S+ --fresh/],
  [['models', 'churn'], /no model "churn"\. There are: propensity\/demo/],
  [['promote', 'propensity/demo', '9', '--why', 'x'], /has no version 9\. There are: v1/],
  [['promote', 'propensity/demo', 'v1', '--why', 'x'], /v1 is the champion of propensity\/demo already/],
  [['promote', 'propensity/demo', '1'], /required option '--why <reason>' not specified/],
  [
    ['rollback', 'propensity/demo', '--why', 'x'],
    /there is nothing to go back to\. To choose a version: sluice promote/,
  ],
  [['rum'], /unknown command 'rum'[\s\S]*Did you mean run/],
  [['show'], /missing required argument 'run'/],
])('sluice %j is refused with the way out', async (args, message) => {
  expect(await trained.sluice(...args)).toEqual({
    code: 2,
    out: '',
    err: expect.stringMatching(message) as string,
  })
  const { code, out } = await trained.sluice(...args, '--json')
  const { error } = JSON.parse(out) as { error: { code: string; message: string } }
  expect([code, typeof error.code, error.message.length > 0]).toEqual([2, 'string', true])
})

test('outside of a project the way in is named', async () => {
  const { code, err } = await emptyFolder().sluice('run')
  expect([code, err]).toEqual([2, expect.stringMatching(/no sluice\.config\.ts in .*sluice init my-project/)])
})
