import assert from 'node:assert/strict'
import type { ControlJournal } from '../control/control-journal.ts'
import type { StepMark } from '../control/step-mark.ts'
import type { Claim, NewRun, RunJournal, StepEnd } from '../journal/journal.ts'
import type { ContractCase } from './contract-case.ts'
import { projectionOf } from './projection.ts'

/** A control journal with the journal of runs in the same database, and a switch for transactions that do not end. */
export interface ControlSubject {
  readonly journal: RunJournal
  readonly control: ControlJournal
  /** From now on every transaction of `control` dies before it is committed. */
  readonly breakOff: () => void
}

const ann = { who: 'ann', why: 'the source is wrong' }
const error = {
  name: 'StepMarkedFailed',
  code: 'step-marked-failed',
  message: 'wrong',
  retry: 'never',
} as const
const parts = { recipe: 'r1', inputs: [{ name: 'rows', step: 'extract', digest: 'd1' }] }
let made = 0

function newRun(change: Partial<NewRun> = {}): NewRun {
  const n = String((made += 1))
  return {
    id: `run-${n}`,
    pipeline: 'refresh',
    deployment: 'acme',
    asOf: new Date(Date.parse('2026-03-02T00:00:00Z') + made * 86_400_000),
    params: {},
    startedAt: new Date(Date.parse('2026-03-02T06:00:00Z') + made * 1000),
    owner: { id: `owner-${n}`, host: 'host', machine: 'machine', pid: 7, started: '42' },
    who: 'ann',
    steps: ['extract', 'scores', 'deliver'],
    ...change,
  }
}

async function started(journal: RunJournal, run: NewRun): Promise<Claim> {
  const claim = await journal.start(run)
  assert.ok(claim)
  return claim
}

const good = { status: 'succeeded', attempts: 1, seconds: 1, output: { rows: 3 } } as const

/** A run at rest: one step succeeded, one failed, one skipped. */
async function failedRun(journal: RunJournal): Promise<NewRun> {
  const run = newRun()
  const claim = await started(journal, run)
  const kept = { parts, recipe: '{"keyed":"content"}' }
  await claim.endStep({ step: 'extract', key: `key-${run.id}`, kept, ...good })
  await claim.endStep({ step: 'scores', status: 'failed', attempts: 1, seconds: 1, error })
  await claim.endStep({ step: 'deliver', status: 'skipped', attempts: 0, seconds: 0 })
  await claim.finish('failed')
  return run
}

/** Records are views of the events. */
async function agree(journal: RunJournal, run: string): Promise<void> {
  const said = projectionOf(await journal.events(run))
  assert.deepEqual(await journal.steps(run), said.steps)
  assert.equal((await journal.run(run))?.status, said.status)
}

const skip = { kind: 'skip', step: 'scores', ...ann } as const

const asking: readonly ContractCase<ControlSubject>[] = [
  {
    name: 'the owner of a running run is asked once, and only that owner',
    async check({ journal, control }) {
      const run = newRun()
      const claim = await started(journal, run)
      const cancel = { run: run.id, action: 'cancel', ...ann } as const
      assert.deepEqual(await control.asked(), [])
      assert.deepEqual([await control.ask(cancel), await control.ask(cancel)], ['asked', 'before'])
      const [asked] = await control.asked()
      assert.deepEqual({ ...asked, id: 0 }, { id: 0, ...cancel })
      assert.deepEqual((await journal.events(run.id)).at(-1)?.data, ann)
      await claim.finish('cancelled')
      assert.deepEqual(await control.asked(), [])
      assert.equal(await control.ask(cancel), undefined)
      assert.ok(await journal.takeOver({ ...run, owner: newRun().owner }, undefined))
      assert.deepEqual(await control.asked(), [])
      assert.equal(await control.ask(cancel), 'asked')
    },
  },
  {
    name: 'a finished step that is asked to fail is finished work no more, at once',
    async check({ journal, control }) {
      const run = newRun()
      const claim = await started(journal, run)
      await claim.endStep({ step: 'extract', key: 'key', ...good })
      assert.equal(await control.ask({ run: run.id, action: 'fail', step: 'extract', ...ann }), 'asked')
      assert.equal(await journal.output('key'), undefined)
      assert.equal((await control.asked())[0]?.step, 'extract')
    },
  },
  {
    name: 'an interrupted run is ended by who says so, once',
    async check({ journal, control }) {
      const run = newRun()
      await started(journal, run)
      assert.equal(await control.endInterrupted(run.id, ann), false)
      await journal.interrupt(run.id, run.owner)
      assert.equal(await control.endInterrupted(run.id, ann), true)
      assert.equal(await control.endInterrupted(run.id, ann), false)
      const found = await journal.run(run.id)
      assert.equal(found?.status, 'cancelled')
      assert.ok(found.finishedAt)
      await agree(journal, run.id)
    },
  },
]

const outputs = [undefined, null, 0, '', { deep: [1.5, 'ü'] }] as const

const deciding: readonly ContractCase<ControlSubject>[] = [
  {
    name: 'a failed step is skipped, with any output in its place or none',
    async check({ journal, control }) {
      for (const output of outputs) {
        const { id } = await failedRun(journal)
        const mark: StepMark & { kind: 'skip' } = { ...skip, ...(output !== undefined && { output }) }
        assert.equal(await control.skip(id, mark), true)
        assert.deepEqual(await control.marks(id), [mark])
        const scores = (await journal.steps(id)).find(({ name }) => name === 'scores')
        assert.deepEqual([scores?.status, scores?.output, scores?.error], ['skipped', output, undefined])
        await agree(journal, id)
        assert.equal(await control.skip(id, mark), false)
      }
    },
  },
  {
    name: 'steps that did not fail, and those of running runs, are not skipped',
    async check({ journal, control }) {
      const { id } = await failedRun(journal)
      for (const step of ['extract', 'deliver', 'none']) {
        assert.equal(await control.skip(id, { ...skip, step }), false, step)
      }
      const run = newRun()
      const claim = await started(journal, run)
      await claim.endStep({ step: 'scores', status: 'failed', attempts: 1, seconds: 1, error })
      assert.equal(await control.skip(run.id, skip), false)
      assert.deepEqual(await control.marks(run.id), [])
    },
  },
  {
    name: 'a finished step is failed with its run, and its work is finished work no more',
    async check({ journal, control }) {
      const { id } = await failedRun(journal)
      assert.equal(await control.fail(id, 'extract', error, ann), true)
      assert.equal(await journal.output(`key-${id}`), undefined)
      const extract = (await journal.steps(id)).find(({ name }) => name === 'extract')
      assert.deepEqual([extract?.status, extract?.output, extract?.error], ['failed', undefined, error])
      await agree(journal, id)
      for (const step of ['extract', 'scores', 'deliver', 'none']) {
        assert.equal(await control.fail(id, step, error, ann), false, step)
      }
      const run = newRun()
      const claim = await started(journal, run)
      await claim.endStep({ step: 'extract', ...good })
      await claim.finish('succeeded')
      assert.equal(await control.fail(run.id, 'extract', error, ann), true)
      assert.equal((await journal.run(run.id))?.status, 'failed')
      await agree(journal, run.id)
      assert.ok(await journal.takeOver({ ...run, owner: newRun().owner }, undefined))
    },
  },
  {
    name: 'an output that was put in the place of another is failed with its mark',
    async check({ journal, control }) {
      const { id } = await failedRun(journal)
      await control.skip(id, { ...skip, output: 1 })
      assert.equal(await control.fail(id, 'scores', error, ann), true)
      assert.deepEqual(await control.marks(id), [])
      await agree(journal, id)
    },
  },
  {
    name: 'marks that a run starts with stay when it goes on',
    async check({ journal, control }) {
      const work = { from: 'run-0', key: 'k', output: { a: [null, 'ü'] }, checks: [], metrics: [] }
      const marks: readonly StepMark[] = [
        { kind: 'taken', step: 'extract', work, ...ann },
        { kind: 'anew', step: 'scores', ...ann },
      ]
      const because = { action: 'rerun', of: 'run-0', from: 'scores', ...ann } as const
      const run = newRun({ marks, because })
      const claim = await started(journal, run)
      assert.deepEqual(await control.marks(run.id), marks)
      const [event] = await journal.events(run.id)
      assert.deepEqual((event?.data as { readonly because?: unknown } | undefined)?.because, because)
      await claim.finish('failed')
      const { marks: _marks, because: _because, ...plain } = run
      assert.ok(await journal.takeOver({ ...plain, owner: newRun().owner }, undefined))
      assert.deepEqual(await control.marks(run.id), marks)
    },
  },
  {
    name: 'what dies before it is committed has changed nothing',
    async check({ journal, control, breakOff }) {
      const { id } = await failedRun(journal)
      const running = newRun()
      await started(journal, running)
      const interrupted = newRun()
      await started(journal, interrupted)
      await journal.interrupt(interrupted.id, interrupted.owner)
      const seen = () =>
        Promise.all(
          [id, running.id, interrupted.id].map(async one => [
            await journal.run(one),
            await journal.steps(one),
            await journal.events(one),
            await control.marks(one),
          ]),
        )
      const before = await seen()
      breakOff()
      for (const act of [
        () => control.ask({ run: running.id, action: 'cancel', ...ann }),
        () => control.endInterrupted(interrupted.id, ann),
        () => control.skip(id, skip),
        () => control.fail(id, 'extract', error, ann),
      ]) {
        await assert.rejects(async () => act())
      }
      assert.deepEqual(await seen(), before)
      assert.deepEqual(await control.asked(), [])
      assert.ok(await journal.output(`key-${id}`))
    },
  },
]

const remembering: readonly ContractCase<ControlSubject>[] = [
  {
    name: 'what a key was made of comes back, and its recipe once for all who share it',
    async check({ journal, control }) {
      const { id } = await failedRun(journal)
      const extract = (await journal.steps(id)).find(({ name }) => name === 'extract')
      assert.deepEqual(extract?.parts, parts)
      await agree(journal, id)
      await failedRun(journal)
      assert.equal(await control.recipe('r1'), '{"keyed":"content"}')
      assert.equal(await control.recipe('r2'), undefined)
    },
  },
  {
    name: 'a step is found in earlier runs of the same pipeline and deployment, the newest first',
    async check({ journal, control }) {
      const ids: string[] = []
      const end: StepEnd = { step: 'extract', key: 'k', kept: { parts, recipe: '{}' }, ...good }
      for (const change of [{}, { deployment: 'bolt' }, { pipeline: 'train' }, {}, {}, {}]) {
        const run = newRun({ deployment: 'earlier', ...change })
        await (await started(journal, run)).endStep(end)
        ids.push(run.id)
      }
      const [first, , , second, third] = ids
      const found = await control.earlier(third ?? '', 'extract', 10)
      assert.deepEqual(
        found.map(({ run }) => run),
        [second, first],
      )
      assert.deepEqual(found[0], { run: second, name: 'extract', status: 'succeeded', key: 'k', parts })
      assert.equal((await control.earlier(third ?? '', 'extract', 1)).length, 1)
      assert.deepEqual(await control.earlier(third ?? '', 'scores', 10), [])
    },
  },
]

/** What every {@link ControlJournal} must do, given empty ones. */
export const controlJournalContract: readonly ContractCase<ControlSubject>[] = [
  ...asking,
  ...deciding,
  ...remembering,
]
