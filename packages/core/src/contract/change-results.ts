import type { CheckResult } from '../checks/check.ts'
import { count, quote } from '../checks/wording.ts'
import type { Contract } from './contract.ts'
import type { ContractChange } from './read-by-contract.ts'

/** What policies did to columns, as warnings: nothing is taken as missing silently. */
export function changeResults(
  subject: string,
  { columns }: Contract,
  changes: readonly ContractChange[],
): readonly CheckResult[] {
  return changes.map(({ column, what, rows }) => {
    const values = `${count(rows)} ${rows === 1 ? 'value' : 'values'}`
    const type = columns[column]?.type ?? 'declared'
    const message =
      what === 'unreadable'
        ? `${quote(column)} has ${values} that cannot be read as ${type}; taken as missing, as its policy "evolve" says`
        : `${quote(column)} has ${values} that do not fit the contract; the column is taken as missing in all rows, as its policy "discard column" says`
    return {
      check: 'contract',
      name: `contract/${what}(${column})`,
      severity: 'warn',
      status: 'failed',
      subject,
      column,
      observed: rows,
      expected: 'values that fit the contract',
      message: `${subject}: ${message}`,
    }
  })
}
