export { channelContract, contextOf } from './channel-contract.ts'
export type { ChannelCapabilities, ChannelWorld, Misbehaviour, ToldMessage } from './channel-world.ts'
export { learningRows, rowsAt, type LearningRows } from './learning-rows.ts'
export { columnsOfDesign, featuresOf, modelContract, type ContractCase } from './model-contract.ts'
export {
  transformContract,
  type TransformContractCase,
  type TransformUnderTest,
} from './transform-contract.ts'
export { testNotice, type TestNoticeChange } from './test-notice.ts'
