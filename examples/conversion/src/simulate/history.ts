import type { Draws } from './draws.ts'
import type { Person } from './person.ts'

/** What an ad server writes down; `at` and `known` in milliseconds. A line may come in late. */
export interface AdEvent {
  readonly kind: 'impression' | 'click' | 'conversion'
  readonly user: string
  readonly at: number
  readonly known: number
  readonly campaign: string
  readonly device: string
  /** Price of an impression, value of a conversion. */
  readonly amount: number | null
}

/** The probability that a person converts in the week from a Monday on, and whether they did. */
export interface Truth {
  readonly user: string
  readonly monday: number
  readonly probability: number
  readonly converted: boolean
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const weekMs = 7 * dayMs

/** What happens to a person week by week: each Monday their past decides how likely they are to convert. */
export function historyOf(
  person: Person,
  { start, weeks, draws }: { readonly start: Date; readonly weeks: number; readonly draws: Draws },
): { readonly events: readonly AdEvent[]; readonly truth: readonly Truth[] } {
  const events: AdEvent[] = []
  const truth: Truth[] = []
  let interest = draws.normal()
  for (let week = 0; week < weeks; week++) {
    const monday = start.getTime() + week * weekMs
    interest = 0.7 * interest + 0.7 * draws.normal()
    const probability = conversionProbability(person, events, monday)
    const converted = draws.uniform() < probability
    truth.push({ user: person.id, monday, probability, converted })
    events.push(...weekOf(person, { monday, interest, converted, draws }))
  }
  return { events, truth }
}

/** Not linear on purpose: a click counts more on a desktop, many impressions without a click tire. */
function conversionProbability(person: Person, events: readonly AdEvent[], monday: number): number {
  const count = (kind: AdEvent['kind'], days: number) =>
    events.filter(event => event.kind === kind && event.at >= monday - days * dayMs).length
  const clicks = count('click', 7)
  const impressions = count('impression', 7)
  const score =
    -4.3 +
    { 'in-market': 1.3, lookalike: 0.5, broad: 0 }[person.segment] +
    1.1 * Math.log1p(clicks) +
    0.5 * Math.log1p(count('click', 28)) +
    (clicks > 0 && person.device === 'desktop' ? 1.2 : 0) -
    (impressions > 5 && clicks === 0 ? 1 : 0) -
    (count('conversion', 14) > 0 ? 2 : 0) +
    0.3 * person.hidden
  return 1 / (1 + Math.exp(-score))
}

interface Week {
  readonly monday: number
  readonly interest: number
  readonly converted: boolean
  readonly draws: Draws
}

function weekOf(person: Person, { monday, interest, converted, draws }: Week): readonly AdEvent[] {
  const clickRate = 1 / (1 + Math.exp(2.6 - 1.1 * interest))
  const made: AdEvent[] = []
  const add = (kind: AdEvent['kind'], at: number, amount: number | null) => {
    const hours = draws.uniform() < 0.02 ? 48 * draws.uniform() : 0.2 * draws.uniform()
    const campaign = `campaign-${1 + (Math.floor(at / weekMs) % 3)}`
    made.push({
      kind,
      user: person.id,
      at,
      known: Math.round(at + hours * hourMs),
      campaign,
      device: person.device,
      amount,
    })
  }
  for (let seen = draws.poisson(7 * person.reach); seen > 0; seen--) {
    const at = monday + Math.floor(draws.uniform() * (weekMs - hourMs))
    add('impression', at, Math.round(draws.uniform() * 500) / 1e5)
    if (draws.uniform() < clickRate) add('click', at + Math.floor(draws.uniform() * 60_000), null)
  }
  if (converted) {
    add(
      'conversion',
      monday + Math.floor(draws.uniform() * weekMs),
      Math.round(Math.exp(3.5 + draws.normal()) * 100) / 100,
    )
  }
  return made
}
