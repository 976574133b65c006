export { casesFromJson, casesToJson, sameCell, shownCell, ulpsBetween, type CaseRow } from './cell.ts'
export type { ContractCase } from './contract-case.ts'
export { dialectContract, type DialectWorld } from './dialect-contract.ts'
export {
  anyExact,
  caseColumns,
  caseRow,
  exactExpressions,
  inexactExpressions,
} from './expression-arbitrary.ts'
export { forests } from './forest-arbitrary.ts'
export { facts, type Fact } from './facts.ts'
export { asOutputs, generatedRows, javascriptEngines, type ParityEngine } from './javascript-engines.ts'
