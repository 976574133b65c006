/** A client of the fixture agency. */
export interface FixtureClient {
  readonly id: string
  readonly label: string
  readonly zone: string
  readonly rows: number
}

const five: readonly FixtureClient[] = [
  { id: 'alpine', label: 'Alpine Gear', zone: 'Europe/Zurich', rows: 17_600 },
  { id: 'maison-verte', label: 'Maison Verte', zone: 'Europe/Paris', rows: 39_300 },
  { id: 'northwind', label: 'Northwind Outfitters', zone: 'America/New_York', rows: 85_300 },
  { id: 'kirei', label: 'キレイ Beauty', zone: 'Asia/Tokyo', rows: 164_000 },
  { id: 'bazaar', label: 'Bazaar Marketplace', zone: 'Europe/London', rows: 437_000 },
]

const zones = ['Europe/Berlin', 'Europe/Madrid', 'America/Chicago', 'Asia/Singapore', 'Australia/Sydney']

/** The five clients of the demo, or as many as asked for. */
export function clientsOf(size: number): readonly FixtureClient[] {
  const more = Array.from({ length: Math.max(0, size - five.length) }, (_, i) => ({
    id: `client-${String(i + 6).padStart(4, '0')}`,
    label: `Client ${i + 6} with <b>a name</b>`,
    zone: zones[i % zones.length] ?? 'UTC',
    rows: 10_000 + ((i * 7919) % 90_000),
  }))
  return [...five, ...more].slice(0, size)
}
