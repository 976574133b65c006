import assert from 'node:assert/strict'
import { rerunRequest, retryRequest } from '../again.ts'
import { cancelRun, failStep, outputOf, skipStep } from '../control.ts'
import { explainStep } from '../explain-step.ts'
import { tryStep } from '../try-step.ts'
import {
  ann,
  bad,
  endless,
  fails,
  mapPlan,
  runOnce,
  statuses,
  worldPlan,
  type ControlWorld,
} from './control-world.ts'

/** A fact about controlling runs that holds for every journal. */
export interface ControlCase {
  readonly name: string
  check(world: ControlWorld): Promise<void>
}

const refused = (reason: RegExp) => ({ code: 'control-refused', message: reason })

const cancelling: readonly ControlCase[] = [
  {
    name: 'a run is cancelled from another process within a second; its journal says who and why',
    async check({ open, calls, noticedMs }) {
      const [mine, other] = [await open(), await open()]
      const begun = Promise.withResolvers<void>()
      const running = runOnce(mine, worldPlan(calls, { before: { clean: endless(begun.resolve) } }))
      await begun.promise
      const [run] = await other.journal.runs({ running: true })
      const started = performance.now()
      const cancelled = await cancelRun(other.control, run?.id ?? '', ann)
      assert.ok(performance.now() - started < noticedMs)
      assert.equal(cancelled.outcome, 'cancelled')
      assert.equal((await running).status, 'cancelled')
      const event = (await other.journal.events(run?.id ?? '')).find(({ kind }) => kind === 'run-cancelling')
      assert.deepEqual(event?.data, ann)
      const found = await statuses(mine, run?.id ?? '')
      assert.deepEqual(
        [found['read'], found['clean'], found['send']],
        ['succeeded', 'cancelled', 'cancelled'],
      )
      // The request was to that owner: who goes on with the run is not cancelled.
      assert.equal((await cancelRun(other.control, run?.id ?? '', ann)).outcome, 'before')
      assert.equal((await runOnce(mine, worldPlan(calls))).status, 'succeeded')
    },
  },
  {
    name: 'what has ended is not cancelled',
    async check({ open, calls }) {
      const engine = await open()
      const failed = await runOnce(engine, worldPlan(calls, { before: { clean: fails } }))
      await assert.rejects(cancelRun(engine.control, failed.run, ann), refused(/it failed\nTo go on.*retry/))
      const { run } = await runOnce(engine, worldPlan(calls))
      await assert.rejects(cancelRun(engine.control, run, ann), refused(/it has succeeded/))
      await assert.rejects(cancelRun(engine.control, 'none', ann), refused(/no such run/))
    },
  },
]

const again: readonly ControlCase[] = [
  {
    name: 'retry does failed steps and what needs them, with who and why, and nothing else',
    async check({ open, calls }) {
      const engine = await open()
      const failed = await runOnce(engine, worldPlan(calls, { before: { clean: fails } }))
      calls.length = 0
      const [summary] = await engine.run([
        await retryRequest(engine.control, worldPlan(calls), failed.run, ann),
      ])
      assert.deepEqual(
        [summary?.run, summary?.status, calls],
        [failed.run, 'succeeded', ['clean', 'score', 'send']],
      )
      assert.equal(summary?.steps.find(({ name }) => name === 'clean')?.attempts, 1)
      const said = (await engine.journal.events(failed.run)).find(({ kind }) => kind === 'run-continued')
      assert.ok(said)
      assert.deepEqual((said.data as { readonly because?: unknown }).because, {
        action: 'retry',
        of: failed.run,
        ...ann,
      })
      await assert.rejects(
        retryRequest(engine.control, worldPlan(calls), failed.run, ann),
        refused(/nothing of it/),
      )
    },
  },
  {
    name: 'retry of a run that a newer one has followed is refused',
    async check({ open, calls }) {
      const engine = await open()
      const failed = await runOnce(engine, worldPlan(calls, { before: { clean: fails } }))
      await engine.run([{ plan: worldPlan(calls), fresh: true }])
      await assert.rejects(
        retryRequest(engine.control, worldPlan(calls), failed.run, ann),
        refused(/is newer/),
      )
    },
  },
  {
    name: 'rerun does a step and what needs it anew in a new run; nothing upstream, nothing beside',
    async check({ open, calls }) {
      const engine = await open()
      const first = await runOnce(engine, worldPlan(calls))
      calls.length = 0
      const plan = worldPlan(calls)
      const rerun = await rerunRequest(engine.control, { plan, run: first.run, from: 'clean' }, ann)
      assert.deepEqual(
        [rerun.again, rerun.taken, rerun.changed],
        [['clean', 'score', 'send'], ['read', 'other'], []],
      )
      const [second] = await engine.run([rerun.request])
      assert.deepEqual([second?.status, calls], ['succeeded', ['clean', 'score', 'send']])
      assert.notEqual(second?.run, first.run)
      assert.equal((await statuses(engine, first.run))['clean'], 'succeeded')
      assert.equal((await statuses(engine, second?.run ?? ''))['read'], 'memoised')
      const why = await explainStep(engine.control, second?.run ?? '', 'clean')
      assert.deepEqual([why.outcome, why.because], ['miss', 'ann wanted it done anew: the source is wrong'])
      const taken = await explainStep(engine.control, second?.run ?? '', 'read')
      assert.match(taken.because, new RegExp(`the work of run ${first.run} was taken over`))
    },
  },
  {
    name: 'a rerun that fails half-way goes on: what it did anew stays, the rest is still done anew',
    async check({ open, calls }) {
      const engine = await open()
      const first = await runOnce(engine, worldPlan(calls))
      const broken = worldPlan(calls, { before: { score: fails } })
      const { request } = await rerunRequest(
        engine.control,
        { plan: broken, run: first.run, from: 'clean' },
        ann,
      )
      const [second] = await engine.run([request])
      assert.equal(second?.status, 'failed')
      calls.length = 0
      const [third] = await engine.run([{ plan: worldPlan(calls) }])
      assert.deepEqual([third?.run, third?.status, calls], [second?.run, 'succeeded', ['score', 'send']])
    },
  },
  {
    name: 'what a rerun takes over keeps the definition that it was made with',
    async check({ open, calls }) {
      const engine = await open()
      const first = await runOnce(engine, worldPlan(calls))
      const plan = worldPlan(calls, { version: { clean: 'a > 1' } })
      const again = async (run: string) => rerunRequest(engine.control, { plan, run, from: 'score' }, ann)
      const [second] = await engine.run([(await again(first.run)).request])
      const { changed } = await again(second?.run ?? '')
      assert.deepEqual(
        changed.map(({ step }) => step),
        ['clean'],
      )
    },
  },
  {
    name: 'rerun names what changed since, and whether it is done again; what is not there is refused',
    async check({ open, calls }) {
      const engine = await open()
      const first = await runOnce(engine, worldPlan(calls, { before: { score: fails } }))
      const plan = worldPlan(calls, { version: { clean: 'a > 1', read: 'b' } })
      const rerun = await rerunRequest(engine.control, { plan, run: first.run, from: 'clean' }, ann)
      assert.deepEqual(rerun.changed, [
        { step: 'read', changed: ['definition.sql was `WHERE true`, now `WHERE b`'], again: false },
        { step: 'clean', changed: ['definition.sql was `WHERE true`, now `WHERE a > 1`'], again: true },
      ])
      const from = (step: string) => rerunRequest(engine.control, { plan, run: first.run, from: step }, ann)
      await assert.rejects(from('send'), refused(/"score".*has no output there\n.*--from score/))
      await assert.rejects(from('none'), refused(/no such step\nIt has: read, clean/))
    },
  },
]

const mapping: readonly ControlCase[] = [
  {
    name: 'rerun from a map does its elements anew; rerun from what follows takes them all over',
    async check({ open, calls }) {
      const engine = await open()
      const first = await runOnce(engine, mapPlan(calls))
      assert.equal(first.status, 'succeeded')
      const from = async (step: string) => {
        calls.length = 0
        const plan = mapPlan(calls)
        const { request } = await rerunRequest(engine.control, { plan, run: first.run, from: step }, ann)
        const [summary] = await engine.run([request])
        assert.equal(summary?.status, 'succeeded')
        return calls.toSorted()
      }
      assert.deepEqual(await from('total'), ['total'])
      assert.deepEqual(await from('pulls'), ['clean a', 'clean b', 'pull a', 'pull b', 'total'])
      assert.deepEqual(await from('list'), ['clean a', 'clean b', 'list', 'pull a', 'pull b', 'total'])
    },
  },
  {
    name: 'a failed element is skipped with an output in its place, and its map goes on',
    async check({ open, calls }) {
      const engine = await open()
      const { run, status } = await runOnce(engine, mapPlan(calls, ['clean b']))
      assert.notEqual(status, 'succeeded')
      await skipStep(engine.control, { run, step: 'pulls[b].clean', output: 'by hand' }, ann)
      calls.length = 0
      const [summary] = await engine.run([await retryRequest(engine.control, mapPlan(calls), run, ann)])
      assert.deepEqual([summary?.status, calls], ['succeeded', ['total']])
      const why = await explainStep(engine.control, run, 'pulls[a].clean')
      assert.deepEqual([why.outcome, why.because], ['hit', 'this run had done it already when it went on'])
    },
  },
]

const deciding: readonly ControlCase[] = [
  {
    name: 'a failed step is skipped with an output in its place; what needs it goes on with that',
    async check({ open, calls }) {
      const engine = await open()
      const { run } = await runOnce(engine, worldPlan(calls, { before: { clean: fails } }))
      const skipped = await skipStep(engine.control, { run, step: 'clean', output: { rows: 1 } }, ann)
      assert.deepEqual([skipped.status, skipped.output, skipped.error], ['skipped', { rows: 1 }, undefined])
      calls.length = 0
      const request = await retryRequest(engine.control, worldPlan(calls), run, ann)
      const [summary] = await engine.run([request])
      assert.deepEqual([summary?.status, calls], ['succeeded', ['score', 'send']])
      const score = summary?.steps.find(({ name }) => name === 'score')
      assert.deepEqual(score?.output, { name: 'score', read: { clean: { rows: 1 } } })
      // What was put in its place is no finished work: the next run does the step.
      calls.length = 0
      await engine.run([{ plan: worldPlan(calls), fresh: true }])
      assert.ok(calls.includes('clean'))
    },
  },
  {
    name: 'a blocked step is skipped together with what needs it, and the rest has succeeded',
    async check({ open, calls }) {
      const engine = await open()
      const plan = worldPlan(calls, { check: { clean: [bad] } })
      const { run, status } = await runOnce(engine, plan)
      assert.equal(status, 'blocked')
      await skipStep(engine.control, { run, step: 'clean' }, ann)
      calls.length = 0
      const [summary] = await engine.run([await retryRequest(engine.control, plan, run, ann)])
      assert.deepEqual([summary?.status, calls], ['succeeded', []])
      const found = await statuses(engine, run)
      assert.deepEqual([found['clean'], found['send'], found['other']], ['skipped', 'skipped', 'memoised'])
      assert.match(
        (await explainStep(engine.control, run, 'clean')).because,
        /ann skipped it: the source is wrong/,
      )
    },
  },
  {
    name: 'the output of a blocked step can be put in its own place',
    async check({ open, calls }) {
      const engine = await open()
      const plan = worldPlan(calls, { check: { clean: [bad] } })
      const { run } = await runOnce(engine, plan)
      const output = await outputOf(engine.control, run, 'clean')
      await skipStep(engine.control, { run, step: 'clean', output }, ann)
      const [summary] = await engine.run([await retryRequest(engine.control, plan, run, ann)])
      assert.equal(summary?.status, 'succeeded')
      await assert.rejects(outputOf(engine.control, run, 'none'), refused(/no such step/))
    },
  },
  {
    name: 'only failed and blocked steps of a run at rest are skipped',
    async check({ open, calls }) {
      const engine = await open()
      const { run } = await runOnce(engine, worldPlan(calls, { before: { clean: fails } }))
      const skip = (step: string) => skipStep(engine.control, { run, step }, ann)
      await assert.rejects(skip('read'), refused(/it has succeeded\n.*sluice fail/))
      await assert.rejects(skip('send'), refused(/it is skipped already/))
      await assert.rejects(skip('none'), refused(/no such step/))
      const missing = { kind: 'dataset', digest: 'a'.repeat(64), rows: 1, bytes: 1, schema: { columns: [] } }
      const stored = skipStep(engine.control, { run, step: 'clean', output: { missing } }, ann)
      await assert.rejects(stored, refused(/dataset aaaaaaaaaaaa of its output is not in the store/))
    },
  },
  {
    name: 'a finished step that is marked as failed is used by nobody any more, and retry does it again',
    async check({ open, calls }) {
      const engine = await open()
      const { run } = await runOnce(engine, worldPlan(calls))
      const failed = await failStep(engine.control, { run, step: 'clean' }, ann)
      assert.deepEqual([failed.status, failed.error?.code], ['failed', 'step-marked-failed'])
      assert.match(
        failed.error?.message ?? '',
        /ann marked step "clean" of "acme" as failed: the source is wrong/,
      )
      assert.equal((await engine.journal.run(run))?.status, 'failed')
      assert.equal(await engine.journal.output(failed.key ?? ''), undefined)
      await assert.rejects(failStep(engine.control, { run, step: 'clean' }, ann), refused(/failed already/))
      calls.length = 0
      const [summary] = await engine.run([await retryRequest(engine.control, worldPlan(calls), run, ann)])
      assert.deepEqual([summary?.status, calls], ['succeeded', ['clean']])
    },
  },
  {
    name: 'a running step of another process is stopped and has failed',
    async check({ open, calls }) {
      const [mine, other] = [await open(), await open()]
      const begun = Promise.withResolvers<void>()
      const running = runOnce(mine, worldPlan(calls, { before: { clean: endless(begun.resolve) } }))
      await begun.promise
      const [run] = await other.journal.runs({ running: true })
      const failed = await failStep(other.control, { run: run?.id ?? '', step: 'clean' }, ann)
      assert.equal(failed.error?.code, 'step-marked-failed')
      assert.equal((await running).status, 'failed')
      const found = await statuses(mine, run?.id ?? '')
      assert.deepEqual([found['score'], found['other']], ['skipped', 'succeeded'])
    },
  },
  {
    name: 'a finished step of a running run is marked as failed: what needs it and has not ended is skipped',
    async check({ open, calls }) {
      const [mine, other] = [await open(), await open()]
      const begun = Promise.withResolvers<void>()
      const running = runOnce(mine, worldPlan(calls, { before: { score: endless(begun.resolve) } }))
      await begun.promise
      const [run] = await other.journal.runs({ running: true })
      const failed = await failStep(other.control, { run: run?.id ?? '', step: 'clean' }, ann)
      assert.equal(failed.status, 'failed')
      assert.equal((await running).status, 'failed')
      const found = await statuses(mine, run?.id ?? '')
      assert.deepEqual([found['score'], found['send'], found['read']], ['skipped', 'skipped', 'succeeded'])
      calls.length = 0
      const [summary] = await mine.run([
        await retryRequest(mine.control, worldPlan(calls), run?.id ?? '', ann),
      ])
      assert.deepEqual([summary?.status, calls.slice(0, 1)], ['succeeded', ['clean']])
    },
  },
  {
    name: 'what has not run, has failed or was skipped is not marked as failed',
    async check({ open, calls }) {
      const engine = await open()
      const { run } = await runOnce(engine, worldPlan(calls, { before: { clean: fails } }))
      const fail = (step: string) => failStep(engine.control, { run, step }, ann)
      await assert.rejects(fail('clean'), refused(/failed already/))
      await assert.rejects(fail('send'), refused(/skipped, and has no output/))
    },
  },
]

const explaining: readonly ControlCase[] = [
  {
    name: 'why names the changed line, the changed input and from where it came',
    async check({ open, calls }) {
      const engine = await open()
      const first = await runOnce(engine, worldPlan(calls))
      const none = await explainStep(engine.control, first.run, 'score')
      assert.match(none.because, /no earlier run of this pipeline and deployment has done it/)
      let extra = 0
      const before = { read: () => void (extra += 1) }
      const plan = worldPlan(calls, { before, version: { score: 'a > 1' } })
      const [second] = await engine.run([{ plan, fresh: true }])
      const score = await explainStep(engine.control, second?.run ?? '', 'score')
      assert.deepEqual(score, {
        run: second?.run,
        step: 'score',
        outcome: 'miss',
        because: `it is not the work that run ${first.run} did`,
        comparedWith: first.run,
        changed: ['definition.sql was `WHERE true`, now `WHERE a > 1`'],
      })
      const clean = await explainStep(engine.control, second?.run ?? '', 'clean')
      assert.deepEqual([clean.outcome, clean.changed], ['hit', []])
      assert.match(clean.because, new RegExp(`run ${first.run} had done the same work: same definition`))
      const read = await explainStep(engine.control, second?.run ?? '', 'read')
      assert.deepEqual([read.outcome, read.because.slice(0, 26)], ['miss', 'it reads the outside world'])
      // Another definition with the same output changes nothing; another output changes what needs it.
      const renamed = worldPlan(calls, { version: { clean: 'false' } })
      const { request } = await rerunRequest(
        engine.control,
        { plan: renamed, run: first.run, from: 'clean' },
        ann,
      )
      const [third] = await engine.run([request])
      assert.deepEqual((await explainStep(engine.control, third?.run ?? '', 'send')).changed, [])
    },
  },
  {
    name: 'why compares with what the run itself did before it went on',
    async check({ open, calls }) {
      const engine = await open()
      const { run } = await runOnce(engine, worldPlan(calls, { before: { score: fails } }))
      const plan = worldPlan(calls, { version: { score: 'a > 1' } })
      await engine.run([await retryRequest(engine.control, plan, run, ann)])
      const { because, comparedWith, changed } = await explainStep(engine.control, run, 'score')
      assert.deepEqual([because, comparedWith], ['it is not the work that this run did before', run])
      assert.deepEqual(changed, ['definition.sql was `WHERE true`, now `WHERE a > 1`'])
    },
  },
  {
    name: 'why says that the earlier work was marked as failed',
    async check({ open, calls }) {
      const engine = await open()
      const first = await runOnce(engine, worldPlan(calls))
      await failStep(engine.control, { run: first.run, step: 'clean' }, ann)
      const [second] = await engine.run([{ plan: worldPlan(calls), fresh: true }])
      const { because } = await explainStep(engine.control, second?.run ?? '', 'clean')
      assert.match(because, /did not finish: there it is failed/)
    },
  },
]

const trying: readonly ControlCase[] = [
  {
    name: 'a step is run alone on the inputs of a past run, and nobody else knows of it',
    async check({ open, calls }) {
      const engine = await open()
      const { run } = await runOnce(engine, worldPlan(calls))
      calls.length = 0
      const before = await engine.journal.events(run)
      const plan = worldPlan(calls, { version: { score: 'other' } })
      const tried = await tryStep(engine.control, { plan, run, step: 'score' })
      assert.deepEqual([tried.status, tried.differences, calls], ['succeeded', [], ['score']])
      assert.deepEqual(await engine.journal.events(run), before)
      const broken = worldPlan(calls, { before: { score: fails } })
      const failed = await tryStep(engine.control, { plan: broken, run, step: 'score' })
      assert.match(failed.error?.message ?? '', /the source is gone/)
      assert.deepEqual(await engine.journal.events(run), before)
      const send = tryStep(engine.control, { plan, run, step: 'send' })
      await assert.rejects(send, refused(/changes the outside world/))
    },
  },
]

/** What holds for runs in the hands of people, on every journal. */
export const controlCases: readonly ControlCase[] = [
  ...cancelling,
  ...again,
  ...mapping,
  ...deciding,
  ...explaining,
  ...trying,
]
