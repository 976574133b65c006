import { clients } from '../clients.ts'

/** The client whose warehouse changes in week 3, and the one line that repairs it. */
export const repair = { client: clients[1].id, mapping: { amount: 'order_value' } } as const
