export { learningRows, rowsAt, type LearningRows } from './learning-rows.ts'
export { columnsOfDesign, featuresOf, modelContract } from './model-contract.ts'
export {
  transformContract,
  type TransformContractCase,
  type TransformUnderTest,
} from './transform-contract.ts'
