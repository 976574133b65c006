import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drawsOf } from './draws.ts'
import { historyOf, type AdEvent, type Truth } from './history.ts'
import { personOf, type Person } from './person.ts'

/** An ad server with its people, its logs day by day, and what is true but in no log. */
export interface AdServer {
  readonly people: readonly Person[]
  readonly truth: readonly Truth[]
  /** Writes the audience table and the logs of the days from `from` up to, not including, `to`. */
  writeLogs(folder: string, from: Date, to: Date): Promise<void>
}

const dayMs = 86_400_000

/** Simulates people and their weeks from a Monday on; the same for the same seed. */
export function adServer(options: {
  readonly seed: number
  readonly people: number
  readonly start: Date
  readonly weeks: number
}): AdServer {
  const { seed, people: count, start, weeks } = options
  const events: AdEvent[] = []
  const truth: Truth[] = []
  const people = Array.from({ length: count }, (_, number) => {
    const draws = drawsOf(seed, number)
    const person = personOf(number, start, draws)
    const history = historyOf(person, { start, weeks, draws })
    events.push(...history.events)
    truth.push(...history.truth)
    return person
  })
  events.sort((a, b) => a.known - b.known)
  // A log holds what came in on its day, whenever it happened.
  const byDay = Map.groupBy(events, ({ known }) => Math.floor(known / dayMs))
  return {
    people,
    truth,
    writeLogs: async (folder, from, to) => {
      await writeAudience(folder, people)
      for (let day = from.getTime() / dayMs; day < to.getTime() / dayMs; day++) {
        await writeDay(folder, new Date(day * dayMs), byDay.get(day) ?? [])
      }
    },
  }
}

async function writeAudience(folder: string, people: readonly Person[]): Promise<void> {
  const lines = people.map(({ id, segment, ageBand, region, since }) =>
    [id, segment, ageBand ?? '', region, since.toISOString().slice(0, 10)].join(','),
  )
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'audience.csv'),
    `${['user_id,segment,age_band,region,known_since', ...lines].join('\n')}\n`,
  )
}

type Write = (events: readonly AdEvent[]) => string

const logs: Readonly<
  Record<AdEvent['kind'], { readonly folder: string; readonly extension: string; readonly write: Write }>
> = {
  impression: { folder: 'impressions', extension: 'jsonl', write: jsonLines },
  click: { folder: 'clicks', extension: 'jsonl', write: jsonLines },
  conversion: { folder: 'conversions', extension: 'csv', write: csv },
}

async function writeDay(folder: string, day: Date, events: readonly AdEvent[]): Promise<void> {
  for (const [kind, { folder: name, extension, write }] of Object.entries(logs)) {
    await mkdir(join(folder, name), { recursive: true })
    const own = events.filter(event => event.kind === kind)
    const file = join(folder, name, `${day.toISOString().slice(0, 10)}.${extension}`)
    if (own.length > 0) await writeFile(file, write(own))
  }
}

function jsonLines(events: readonly AdEvent[]): string {
  return events.map(event => `${JSON.stringify(lineOf(event))}\n`).join('')
}

function csv(events: readonly AdEvent[]): string {
  const lines = events.map(event => Object.values(lineOf(event)).join(','))
  return `${['user_id,ts,received_at,campaign,device,value', ...lines].join('\n')}\n`
}

function lineOf({ kind, user, at, known, campaign, device, amount }: AdEvent) {
  return {
    user_id: user,
    ts: new Date(at).toISOString(),
    received_at: new Date(known).toISOString(),
    campaign,
    device,
    ...(kind === 'impression' && { price: amount }),
    ...(kind === 'conversion' && { value: amount }),
  }
}
