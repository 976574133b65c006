import { identifier } from '../../sql/sql.ts'

/** Columns that a table of several loads has beside those of the loads: which load, from 0, and a number of the row. */
export const LOAD = 'sluice load'
export const ROW = 'sluice row'

export const loadColumn = identifier(LOAD)
export const rowColumn = identifier(ROW)
