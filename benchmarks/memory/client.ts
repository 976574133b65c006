/** The client of the memory benchmark. */
export const client = 'marketplace'

/** The instant of its refresh, a Monday. */
export const asOf = new Date('2026-03-02T06:00:00Z')

/** What its customer data platform asks for. */
export const writeKey = 'bench-key'
