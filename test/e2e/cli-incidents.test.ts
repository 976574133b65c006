import { beforeEach, expect, test } from 'vitest'
import { emptyFolder, install, type Project } from './cli/project.ts'

const config = `import { appendFileSync, readFileSync } from 'node:fs'
import { defineConfig, pipeline, step } from 'sluice'
import { z } from 'zod'

const report = pipeline('report', {
  params: z.object({}),
  steps: () => {
    const orders = step({
      inputs: {}, keyed: 'run', definition: {},
      run: () => ({ rows: Number(readFileSync('rows.txt', 'utf8')) }),
      check: async ({ rows }) => [{
        check: 'row-count', severity: 'block', status: rows < 100 ? 'failed' : 'passed', subject: 'orders',
        message: 'orders has ' + rows + ' rows, about 120 expected', likelyCause: 'the export stopped early',
      }],
    })
    const scores = step({ inputs: { orders }, run: ({ orders }) => orders.rows })
    return { orders, scores }
  },
})

const book = {
  kind: 'book', name: 'book',
  async send({ reason, seq, message }, thread) {
    appendFileSync('told.txt', [seq, reason, message.title, message.links[0]?.url, thread?.id].join(' | ') + '\\n')
    return { id: 't-1' }
  },
}

export default defineConfig({
  deployments: [report.deploy('acme', { params: {}, label: 'Acme Shoes' }), report.deploy('bolt', { params: {} })],
  channels: [book],
  incidents: { server: 'https://sluice.example.com/' },
})
`
const why = ['--why', 'a sale'] as const

let project: Project
beforeEach(() => {
  project = emptyFolder()
  install(project.folder)
  project.write('sluice.config.ts', config)
  project.write('told.txt', '')
})

const told = () => project.read('told.txt').split('\n').filter(Boolean)

async function incidents(...args: readonly string[]) {
  const { out } = await project.sluice('incidents', 'list', '--json', ...args)
  return (JSON.parse(out) as { incidents: { id: string; state: string }[] }).incidents
}

test('what blocks clients is one incident, told once, acknowledged, and closed as expected', async () => {
  project.write('rows.txt', '7')
  expect((await project.sluice('run', '--as-of', '2026-03-02')).code).toBe(3)
  const [incident, ...others] = await incidents()
  expect(others).toEqual([])
  const id = incident?.id ?? ''
  expect(told()).toEqual([
    `1 | opened | BLOCKED · 2 clients · report | https://sluice.example.com/incidents/${id} | `,
  ])
  const listed = await project.sluice('incidents', 'list')
  expect(listed.out).toMatch(
    /inc-\S+ +block +\S+ \S+ UTC +2 +2 clients +orders has 7 rows, about 120 expected/,
  )
  const shown = await project.sluice('incidents', 'show', id.slice(4))
  expect(shown.out).toMatch(
    /Likely cause: the export stopped early\nClients: Acme Shoes, bolt\nNOT done: scores\n/,
  )
  expect(shown.out).toMatch(/ opened {7}Acme Shoes: orders has 7 rows/)
  expect((await project.sluice('incidents', 'ack', id, ...why)).code).toBe(0)
  expect((await project.sluice('incidents', 'silence', id, '--until', '4h', ...why)).out).toMatch(
    /^silenced inc/,
  )
  expect((await project.sluice('incidents', 'unsilence', id, ...why)).code).toBe(0)
  const expected = await project.sluice('incidents', 'expected', id, ...why)
  expect(expected.out).toMatch(/its numbers are learned\n.*To go on:\n {2}sluice resume \S+ +# acme/)
  expect(told().map(line => line.split(' | ').slice(0, 2).join(' '))).toEqual([
    '1 opened',
    '2 acknowledged',
    '3 resolved',
  ])
  expect(told().at(-1)).toMatch(/t-1$/)
  expect((await project.sluice('resume')).code).toBe(0)
  expect((await project.sluice('incidents', 'list')).out).toMatch(/^Nothing is wrong/)
  expect(await incidents('--all')).toMatchObject([{ id, state: 'resolved' }])
})

test('a message is simulated, and sent where that is wanted with its end', async () => {
  const shown = await project.sluice('incidents', 'simulate', 'report', '-d', 'bolt')
  expect(shown.out).toMatch(/^BLOCKED · bolt · report\nSIMULATED: orders has no rows, about 20,100 expected/)
  expect(shown.out).toMatch(/NOT done: scores\nGoes on: Acme Shoes\n[^]*Not sent/)
  expect(told()).toEqual([])
  expect((await project.sluice('incidents', 'simulate', '--send', '--step', 'scores')).out).toMatch(
    /sent to book$/m,
  )
  expect(told()).toEqual([
    expect.stringMatching(/^1 \| opened \| BLOCKED · Acme Shoes · report \|.*inc-simulated-\w+ \| $/),
    expect.stringMatching(/^2 \| resolved \| RESOLVED · Acme Shoes · report \|.* \| t-1$/),
  ])
  expect(await incidents('--all')).toEqual([])
})

test.each([
  [['show', 'inc-1'], /no incident "inc-1"\n.*sluice incidents list --all/],
  [['ack', 'inc-1', ...why], /no incident "inc-1"/],
  [['ack', 'inc-1'], /--why/],
  [['list', '--limit', 'all'], /--limit all is not a number/],
  [['silence', 'inc-1', '--until', 'soon', ...why], /--until soon is not a time within the next year/],
  [['simulate', 'other'], /no deployment runs a pipeline "other"/],
  [['simulate', '-d', 'none'], /unknown deployment "none"\. There are: acme, bolt/],
  [['simulate', '--step', 'none'], /report has no step "none"\. There are: orders, scores/],
  [['simulate', '--send', '--channel', 'none'], /there is no channel "none"\. There are: book/],
] as const)('incidents %j says what is wrong', async (args, expected) => {
  const { code, err } = await project.sluice('incidents', ...args)
  expect(err).toMatch(expected)
  expect(code).toBe(2)
})
