import type { DataSession } from '@sluice/core'
import type { ContractCase } from './contract-case.ts'
import { chunkCases } from './session/chunks.ts'
import { errorCases } from './session/errors.ts'
import { rowCases } from './session/rows.ts'
import { saveCases } from './session/save.ts'

/** What every {@link DataSession} must do, given an empty one. */
export const sessionContract: readonly ContractCase<DataSession>[] = [
  ...rowCases,
  ...chunkCases,
  ...saveCases,
  ...errorCases,
]
