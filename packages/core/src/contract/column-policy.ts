/**
 * What happens when data does not fit a contract.
 *
 * - `freeze`: the step is blocked until somebody decides.
 * - `evolve`: the data is taken as far as it can be, the rest is missing; a warning says so.
 * - `discard column`: the column is taken as missing in all rows; a warning says so.
 * - `discard row`: rows that do not fit go to the quarantine, the others go on.
 */
export type ColumnPolicy = 'freeze' | 'evolve' | 'discard column' | 'discard row'

export const columnPolicies: readonly ColumnPolicy[] = ['freeze', 'evolve', 'discard column', 'discard row']
