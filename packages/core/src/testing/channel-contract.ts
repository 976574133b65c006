import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { SluiceError } from '@sluice/expr'
import type { ChannelContext, Notice, Thread } from '../incidents/channel.ts'
import type { ChannelCapabilities, ChannelWorld, Misbehaviour } from './channel-world.ts'
import type { ContractCase } from './model-contract.ts'
import { hostileTexts, hostileNotice } from './hostile-notice.ts'
import { testNotice } from './test-notice.ts'

/** What becomes of a send while the service misbehaves. */
const retryOf: Readonly<Record<Misbehaviour, 'never' | 'later'>> = {
  refuse: 'never',
  redirect: 'never',
  throttle: 'later',
  fail: 'later',
  close: 'later',
  hang: 'later',
  garbage: 'later',
}

const patienceMs = 300
const soonMs = 5_000

/**
 * What every channel promises. `open` makes a world of its own for each case. Run it with any test runner:
 * `test.each(channelContract(capabilities, open))('$name', ({ verify }) => verify())`.
 */
export function channelContract(
  capabilities: ChannelCapabilities,
  open: () => Promise<ChannelWorld>,
): readonly ContractCase[] {
  const { threads, once, http, never = [], shown = 100 } = capabilities
  const inWorld = (name: string, verify: (world: ChannelWorld) => Promise<void>): ContractCase => ({
    name,
    async verify() {
      const world = await open()
      try {
        await verify(world)
      } finally {
        await world.close()
      }
    },
  })
  const ways = (Object.keys(retryOf) as Misbehaviour[]).filter(way => !never.includes(way))
  return [
    inWorld('a notice arrives with all that it says', saysAll),
    inWorld('opened, spread, escalated and resolved are all told', world => story(world, threads)),
    ...(once ? [inWorld('a notice sent again after a crash is said once', saidOnce)] : []),
    ...ways.map(way =>
      inWorld(`${way}: trying again helps ${retryOf[way]}`, world => failsSafely(world, way)),
    ),
    inWorld('after a failure the same notice can be told', recovers),
    ...(http ? [inWorld('an error of the network keeps the secrets', networkKeepsSecrets)] : []),
    inWorld('a signal that is aborted before says nothing', abortedBefore),
    inWorld('a secret that is not set is said by its reference', secretMissing),
    ...hostileTexts.map(({ name, text }) =>
      inWorld(`${name} arrives as text`, world => arrivesAsText(world, text)),
    ),
    inWorld('texts of 10,000 characters leave room for the rest', world => arrivesCut(world, shown)),
  ]
}

/** A context as an engine gives it, which knows the secrets of a world. */
export function contextOf(world: ChannelWorld, signal: AbortSignal): ChannelContext {
  return {
    secret: reference => {
      const value = world.secrets[reference]
      if (value === undefined) throw new SecretNotSet(`secret "${reference}" is not set`)
      return value
    },
    fetch: world.fetch ?? globalThis.fetch,
    now: () => new Date('2026-03-16T06:04:00Z'),
    signal,
  }
}

class SecretNotSet extends SluiceError {
  readonly code = 'secret-missing'
}

async function say(world: ChannelWorld, notice: Notice, thread?: Thread): Promise<Thread | undefined> {
  const next = await world.channel.send(notice, thread, contextOf(world, AbortSignal.timeout(soonMs)))
  keepsSecrets(world, next)
  return next
}

async function saysAll(world: ChannelWorld): Promise<void> {
  const notice = testNotice()
  await say(world, notice)
  const [{ text, active } = { text: '', active: [] }, ...more] = world.told()
  assert.equal(more.length, 0)
  const { links, ...message } = notice.message
  for (const part of Object.values(message).flat()) assert.ok(text.includes(part), `"${part}" in ${text}`)
  assert.deepEqual(
    active,
    links.map(({ url }) => url),
  )
}

async function story(world: ChannelWorld, threads: boolean): Promise<void> {
  const chapters = [
    testNotice(),
    testNotice({ seq: 2, reason: 'spread', message: { headline: 'Two more clients have it.' } }),
    testNotice({ seq: 3, reason: 'escalated', message: { headline: 'It blocks now.' } }),
    testNotice({
      seq: 4,
      reason: 'resolved',
      message: { title: 'RESOLVED · Acme Shoes · campaign report', headline: 'All runs are good again.' },
      incident: { state: 'resolved', resolvedAt: new Date('2026-03-16T06:35:00Z') },
    }),
  ]
  let thread: Thread | undefined
  for (const notice of chapters) {
    thread = await say(world, notice, thread)
    assert.doesNotThrow(() => assert.deepEqual(JSON.parse(JSON.stringify(thread ?? null)), thread ?? null))
    const told = world.told()
    assert.ok(
      told.some(({ text }) => text.includes(notice.message.headline)),
      `${notice.reason} is told`,
    )
  }
  const conversations = new Set(world.told().map(told => told.thread))
  if (threads) assert.equal(conversations.size, 1, `one conversation, not ${[...conversations].join(', ')}`)
  assert.ok(world.told().some(({ text }) => text.includes('RESOLVED')))
}

async function saidOnce(world: ChannelWorld): Promise<void> {
  const first = await say(world, testNotice())
  assert.deepEqual(await say(world, testNotice()), first)
  assert.equal(world.told().length, 1)
  const spread = testNotice({ seq: 2, reason: 'spread', message: { headline: 'Bolt Cycles has it too.' } })
  await say(world, spread, first)
  const before = world.told()
  await say(world, spread, first)
  assert.deepEqual(world.told(), before)
}

async function failsSafely(world: ChannelWorld, way: Misbehaviour): Promise<void> {
  world.misbehave(way)
  const patience = AbortSignal.timeout(way === 'hang' ? patienceMs : soonMs)
  const started = performance.now()
  const error = await failureOf(world, patience)
  assert.equal(error.retry, retryOf[way])
  assert.ok(error.message.includes(world.channel.name), `the channel's name is in "${error.message}"`)
  assert.ok(performance.now() - started < soonMs, 'it ends soon')
  keepsSecrets(world, error)
}

async function failureOf(world: ChannelWorld, signal: AbortSignal): Promise<SluiceError> {
  const error: unknown = await world.channel.send(testNotice(), undefined, contextOf(world, signal)).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof SluiceError, `an error of ours, not ${inspect(error)}`)
  return error
}

async function recovers(world: ChannelWorld): Promise<void> {
  world.misbehave('close')
  await failureOf(world, AbortSignal.timeout(soonMs))
  world.misbehave(undefined)
  await say(world, testNotice())
  assert.equal(world.told().length, 1)
}

async function networkKeepsSecrets(world: ChannelWorld): Promise<void> {
  const fetch = (input: unknown, init?: unknown) => {
    const message = `request to ${String(input)} failed: ${inspect(init)}`
    return Promise.reject(
      new TypeError(message, { cause: Object.assign(new Error(message), { code: message }) }),
    )
  }
  const error = await failureOf({ ...world, fetch }, AbortSignal.timeout(soonMs))
  assert.equal(error.retry, 'later')
  keepsSecrets(world, error)
}

async function abortedBefore(world: ChannelWorld): Promise<void> {
  const error = await failureOf(world, AbortSignal.abort(new Error('too late')))
  assert.equal(error.retry, 'later')
  assert.deepEqual(world.told(), [])
}

async function secretMissing(world: ChannelWorld): Promise<void> {
  const references = Object.keys(world.secrets)
  if (references.length === 0) return
  const error = await failureOf({ ...world, secrets: {} }, AbortSignal.timeout(soonMs))
  assert.equal(error.code, 'secret-missing')
  assert.ok(references.some(reference => error.message.includes(reference)))
  assert.deepEqual(world.told(), [])
}

async function arrivesAsText(world: ChannelWorld, text: string): Promise<void> {
  const notice = hostileNotice(text)
  const thread = await say(world, notice)
  await say(world, { ...notice, seq: 2, reason: 'spread' }, thread)
  const told = world.told()
  const flat = (value: string) => value.replace(/\s+/g, ' ').trim()
  assert.ok(flat(told[0]?.text ?? '').split(flat(text)).length > 6, `"${text}" is read in ${told[0]?.text}`)
  const urls = notice.message.links.map(({ url }) => url)
  for (const { active } of told) {
    assert.deepEqual(
      active.filter(part => !urls.includes(part)),
      [],
    )
  }
}

async function arrivesCut(world: ChannelWorld, shown: number): Promise<void> {
  for (const [seq, unit] of ['x', '"', '&', '🛒', '\n', 'ש'].entries()) {
    const notice = hostileNotice(unit.repeat(10_000 / unit.length))
    const many = Array.from({ length: 60 }, () => notice.message.evidence[0] as string)
    const thread = await say(world, {
      ...notice,
      seq: seq + 1,
      incident: { ...notice.incident, id: `INC-${seq}` },
      message: { ...notice.message, evidence: many, affected: many, commands: ['sluice resume run-7'] },
    })
    keepsSecrets(world, thread)
    const text = world.told().at(-1)?.text ?? ''
    assert.ok(text.isWellFormed(), 'no half of a character')
    assert.ok(text.includes('sluice resume run-7'), 'the command is there')
    if (unit !== '\n') {
      assert.ok(text.includes(unit.repeat(Math.floor(shown / unit.length))), `starts with ${unit}`)
    }
  }
}

function keepsSecrets(world: ChannelWorld, value: unknown): void {
  const texts = [inspect(value, { depth: 10, showHidden: true }), ...world.log()]
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', JSON.stringify(value))
  for (const [reference, secret] of Object.entries(world.secrets)) {
    for (const text of texts) {
      assert.ok(!text.includes(secret), `${reference} is not in ${text.slice(0, 500)}`)
    }
  }
}
