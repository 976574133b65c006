const dayMs = 86_400_000
const end = Date.parse('2026-03-02T00:00:00Z')
const customers = 400
const days = 210
const kinds = ['view', 'view', 'view', 'cart', 'purchase'] as const
const categories = ['shoes', 'bags', 'coats'] as const
const countries = ['DE', 'AT', 'CH', ''] as const

/** Events of a small shop as CSV: always the same, with an interest per customer that a model can learn. */
export function sampleEvents(): string {
  const lines = ['customer_id,occurred_at,kind,category,amount']
  const next = generator(7)
  for (let customer = 0; customer < customers; customer++) {
    const interest = next() ** 2
    const favourite = Math.floor(next() * categories.length)
    for (let day = days; day > 0; day--) {
      if (next() > 0.02 + 0.2 * interest) continue
      const kind = kinds[Math.floor(next() * (3.6 + 1.4 * interest))] ?? 'view'
      const category =
        categories[next() < 0.7 ? favourite : Math.floor(next() * categories.length)] ?? 'shoes'
      const at = new Date(end - day * dayMs + Math.floor(next() * dayMs))
        .toISOString()
        .slice(0, 19)
        .replace('T', ' ')
      const amount = kind === 'purchase' ? (10 + 90 * next()).toFixed(2) : ''
      lines.push(`${customerId(customer)},${at},${kind},${category},${amount}`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** The customers of {@link sampleEvents}. */
export function sampleCustomers(): string {
  const next = generator(11)
  const rows = Array.from(
    { length: customers },
    (_, i) => `${customerId(i)},${countries[Math.floor(next() * countries.length)] ?? ''}`,
  )
  return `customer_id,country\n${rows.join('\n')}\n`
}

function customerId(i: number): string {
  return `c${String(i).padStart(4, '0')}`
}

/** Mulberry32: small, seeded, good enough for sample data. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}
