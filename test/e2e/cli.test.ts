import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { emptyFolder, newProject, type Outcome, type Project } from './cli/project.ts'

let project: Project
beforeAll(async () => {
  project = await newProject()
})

/** The only thing on standard output, as a value. */
function jsonOf({ out }: Outcome): Record<string, unknown> {
  return JSON.parse(out) as Record<string, unknown>
}

async function newestRun(pipeline = ''): Promise<string> {
  const { runs } = jsonOf(await project.sluice('runs', '--json')) as {
    runs: { id: string; pipeline: string }[]
  }
  return runs.find(run => run.pipeline.endsWith(pipeline))?.id ?? ''
}

test('init makes a project and says what to type next', async () => {
  const { code, out } = await emptyFolder().sluice('init', 'my-agency')
  expect(code).toBe(0)
  expect(out).toMatch(
    /sluice\.config\.ts[\s\S]*Next:\n  cd my-agency\n  npm install\n  npx sluice check\n  npx sluice train --as-of/,
  )
})

test('init never overwrites', async () => {
  const before = project.read('sluice.config.ts')
  const { code, err } = await project.sluice('init', '.')
  expect([code, project.read('sluice.config.ts')]).toEqual([2, before])
  expect(err).toMatch(/is not empty .*name a new folder/)
})

test('the commands of a project in order', async () => {
  expect(await project.sluice('runs')).toMatchObject({ code: 0, out: 'No runs yet. Start one: sluice run\n' })
  expect(await project.sluice('models')).toMatchObject({
    code: 0,
    out: 'No models yet. Train one: sluice train\n',
  })

  const check = await project.sluice('check')
  expect(check).toMatchObject({ code: 0, err: '' })
  expect(check.out).toMatch(/ok {2}demo propensity\.refresh 5 steps/)

  const plan = await project.sluice('plan')
  expect(plan).toMatchObject({ code: 0, err: '' })
  expect(plan.out).toMatch(/^demo propensity\.refresh as of 2026-03-02 00:00 Europe\/Berlin\n/)
  expect(plan.out).toMatch(/scores +champion, features/)

  const early = await project.sluice('run')
  expect(early.code).toBe(4)
  expect(early.out).toMatch(/has no champion to score with[\s\S]*sluice train/)

  const train = await project.sluice('train')
  expect(train.code).toBe(0)
  expect(train.out).toMatch(/Demo shop +propensity\.train +succeeded +v1 is champion/)
  expect(train.err).toMatch(/demo propensity\.train fit succeeded/)

  const run = await project.sluice('run')
  expect(run.code).toBe(0)
  expect(run.out).toMatch(/succeeded +385 sent, 0 unchanged/)
  expect(run.err).toMatch(/continues as of 2026-03-02 00:00 Europe\/Berlin/)
  expect(existsSync(join(project.folder, 'out/demo.parquet'))).toBe(true)

  const again = await project.sluice('run')
  expect(again.out).toMatch(/2\/5/)

  const resume = await project.sluice('resume')
  expect(resume).toMatchObject({ code: 0, out: 'Nothing to resume: every run has finished.\n' })
})

test('runs and show tell what happened', async () => {
  const { out } = await project.sluice('runs')
  expect(out.split('\n')).toHaveLength(5)
  expect(out).toMatch(/Demo shop +propensity\.refresh +2026-03-02 +succeeded/)
  const id = await newestRun('.train')
  const shown = await project.sluice('show', id)
  expect(shown.out).toMatch(/fit +succeeded/)
  // An unambiguous beginning of the id will do.
  expect(await project.sluice('show', id.slice(0, -1))).toEqual(shown)
  const step = await project.sluice('show', id, 'extract')
  expect(step.out).toMatch(/extract of Demo shop[\s\S]*passed[\s\S]*Output:/)
})

test('promote, models and rollback move the champion and keep the reasons', async () => {
  project.write('data/customers.csv', project.read('data/customers.csv').replaceAll(',DE\n', ',FR\n'))
  expect((await project.sluice('train', '--fresh')).code).toBe(0)
  const { champion, versions } = jsonOf(await project.sluice('models', 'propensity/demo', '--json'))
  expect([champion, (versions as unknown[]).length]).toEqual([2, 2])

  const promoted = await project.sluice(
    'promote',
    'propensity/demo',
    '1',
    '--why',
    'v2 saw the wrong countries',
  )
  expect(promoted).toMatchObject({ code: 0, out: 'promoted propensity/demo v1 to champion (was v2)\n' })
  const rolled = await project.sluice('rollback', 'propensity/demo', '--why', 'it was right')
  expect(rolled).toMatchObject({ code: 0, out: 'rolled back propensity/demo to v2 (was v1)\n' })
  const { out } = await project.sluice('models', 'propensity/demo')
  expect(out).toMatch(/v2 champion[\s\S]*by tester: v2 saw the wrong countries\n.*by tester: it was right/)
})

test('gc says what it would free, and frees nothing that runs and models need', async () => {
  const dry = await project.sluice('gc', '--keep-days', '30', '--dry-run')
  expect(dry).toMatchObject({ code: 0, err: '' })
  expect(dry.out).toMatch(
    /^Nothing to free\.\nKept: \d+ that runs of the last 30 days, unfinished runs or models need/,
  )
  expect(jsonOf(await project.sluice('gc', '--json'))).toMatchObject({ datasets: 0, artifacts: 0, bytes: 0 })
  const wrong = await project.sluice('gc', '--keep-days', 'some')
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--keep-days "some" is not a number')])
})

test('backtest trains as of past dates and promotes nothing', async () => {
  const before = jsonOf(await project.sluice('models', '--json'))
  const { code, out } = await project.sluice('backtest')
  expect(code).toBe(0)
  expect(out).toMatch(/as of +trained on +auc/)
  expect(jsonOf(await project.sluice('models', '--json'))).toEqual(before)
})

test.each<readonly [string, readonly string[], string]>([
  ['check', [], 'plans'],
  ['plan', [], 'plans'],
  ['train', ['--fresh'], 'runs'],
  ['run', [], 'runs'],
  ['backtest', [], 'backtests'],
  ['resume', [], 'runs'],
  ['runs', [], 'runs'],
  ['models', [], 'models'],
  ['models', ['propensity/demo'], 'versions'],
])('%s %j --json prints one value and nothing else', async (command, args, field) => {
  const outcome = await project.sluice(command, ...args, '--json')
  expect(outcome.code).toBe(0)
  expect(jsonOf(outcome)).toHaveProperty(field)
})

test('show --json has the run, its steps and their checks', async () => {
  const id = await newestRun('.refresh')
  expect(jsonOf(await project.sluice('show', id, '--json'))).toMatchObject({
    run: { id, deployment: 'demo', status: 'succeeded' },
    steps: [
      { name: 'champion' },
      { name: 'extract' },
      { name: 'features' },
      { name: 'scores' },
      { name: 'deliver' },
    ],
  })
  expect(jsonOf(await project.sluice('show', id, 'extract', '--json'))).toMatchObject({
    step: { name: 'extract' },
  })
})

test('show tells of a dataset by its digest: who made it, schema, profile', async () => {
  const id = await newestRun('.train')
  const extract = (await project.sluice('show', id, 'extract', '--json')).out
  const digest = /"digest": ?"([0-9a-f]{64})"/.exec(extract)?.[1] ?? ''
  const { code, out } = await project.sluice('show', digest.slice(0, 12))
  expect(code).toBe(0)
  expect(out).toMatch(
    new RegExp(`^dataset ${digest}, [\\d.]+ (bytes|kB|MB)\nmade by\n  step extract of run `),
  )
  expect(out).toMatch(/\nschema: customer_id text/)
  expect(out).toMatch(/: [\d,]+ rows, \d+ columns\n +column +type +missing +distinct/)
  expect(jsonOf(await project.sluice('show', digest, '--json'))).toMatchObject({
    dataset: { digest, kind: 'dataset' },
    madeBy: expect.arrayContaining([expect.objectContaining({ run: id, step: 'extract' })]),
    profile: { columns: expect.arrayContaining([expect.objectContaining({ name: 'customer_id' })]) },
  })
  expect((await project.sluice('show', 'abcdef123456')).err).toMatch(/no run "abcdef123456"/)
})

test('several clients are named one by one', async () => {
  const { err } = await project.sluice('plan', '-d', 'demo', '-d', 'acme')
  expect(err).toBe('error: unknown deployment "acme". There are: demo\n')
  // What follows a client's name is a pipeline again.
  expect((await project.sluice('plan', '-d', 'demo', 'propensity')).code).toBe(0)
})

test('a command works from a folder inside the project', async () => {
  const { sluiceIn } = await import('./cli/project.ts')
  const { code } = await sluiceIn(join(project.folder, 'pipelines'), ['run', '--fresh'])
  expect(code).toBe(0)
  expect(readdirSync(join(project.folder, 'pipelines'))).toEqual(['propensity.ts'])
})
