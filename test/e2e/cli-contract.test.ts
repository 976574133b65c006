import { beforeAll, expect, test } from 'vitest'
import { emptyFolder, newProject, type Project } from './cli/project.ts'

let project: Project
beforeAll(async () => {
  project = await newProject()
})

test('a contract is inferred from a file, and once it is there it is not written over', async () => {
  const args = ['contract', 'infer', 'data/events.csv', '--out', 'pipelines/events.ts']
  expect((await project.sluice(...args)).code).toBe(0)
  const text = project.read('pipelines/events.ts')
  expect(text).toMatch(/export const events = contract\('events', \{/)
  expect(text).toMatch(/customer_id: \{ type: 'text', pattern: '.+' \}, \/\/ never missing, \d+ distinct/)
  expect(text).toMatch(/kind: \{ type: 'text', oneOf: \['\w+'(, '\w+')+\] \}/)
  const again = await project.sluice(...args)
  expect([again.code, again.err]).toEqual([
    2,
    expect.stringContaining('pipelines/events.ts is there already'),
  ])
})

test('a pipeline reads by the contract, rows that do not fit go to the quarantine, and the refresh goes on', async () => {
  project.edit(
    'pipelines/propensity.ts',
    'import { z }',
    "import { contractTable } from 'sluice'\nimport { events as contractOfEvents } from './events.ts'\nimport { z }",
  )
  project.edit(
    'pipelines/propensity.ts',
    /events: table\((csv\(`\$\{params\.data\}\/events\.csv`\)), \{\s*columns: \{[^}]+\},/,
    'events: contractTable($1, contractOfEvents, {',
  )
  project.edit('pipelines/events.ts', "policy: 'freeze'", "policy: 'discard row'")
  project.edit(
    'data/events.csv',
    /\n/,
    '\nc0001,2026-02-20T10:00:00Z,view,shoes,much\nnobody,2026-02-20T10:00:00Z,view,shoes,\n',
  )
  expect(await project.sluice('check')).toMatchObject({ code: 0, err: '' })
  expect(await project.sluice('train')).toMatchObject({ code: 0 })
  const { out } = await project.sluice('runs', '--json')
  const { runs } = JSON.parse(out) as { readonly runs: readonly { readonly id: string }[] }
  const shown = await project.sluice('show', runs[0]?.id ?? '', 'extract', '--json')
  const { step } = JSON.parse(shown.out) as {
    readonly step: { readonly checks: readonly { readonly message: string }[] }
  }
  expect(step.checks.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(
      /^events: 2 of [\d,]+ rows \(.+\) are in quarantine: .*amount cannot be read as number in 1/,
    ),
  )
})

test('a contract is inferred from a source of a deployment', async () => {
  const { code, out } = await project.sluice('contract', 'infer', 'customers', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    contract: { name: 'customers' },
    text: expect.stringContaining('contract('),
  })
})

test('a source that nobody reads is refused with those that are read', async () => {
  const { code, err } = await project.sluice('contract', 'infer', 'orders')
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/no deployment reads a source "orders"[\s\S]*events, customers/),
  ])
})

test('the diff names what changed at the source', async () => {
  project.edit('data/customers.csv', 'country', 'land')
  const { code, out } = await project.sluice('contract', 'diff', 'customers')
  expect(code).toBe(4)
  expect(out).toMatch(/demo customers\n {4}− "country" text\n {4}\+ "land" text/)
})

test.each([['contract', 'diff', 'events'], ['incidents', 'list'], ['incidents'], ['token', 'list']])(
  '%s %s of a project that is not the nearest: --config belongs to the command',
  async (...words) => {
    const elsewhere = emptyFolder()
    const config = `${project.folder}/sluice.config.ts`
    expect((await elsewhere.sluice(...words)).err).toMatch(/no sluice\.config\.ts/)
    const { code, err } = await elsewhere.sluice(...words, '--config', config)
    expect([code, err]).toEqual([0, ''])
  },
)
