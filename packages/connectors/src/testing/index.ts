export {
  destinationContract,
  type DestinationCapabilities,
  type DestinationWorld,
} from './destination-contract.ts'
export { startFakeSegment, type FakeSegment, type FakeSegmentOptions } from './fake-segment.ts'
export { memoryLedger } from './memory-ledger.ts'
export type { SegmentEvent } from './segment-inbox.ts'
export { sourceContract, type SourceCapabilities, type SourceWorld } from './source-contract.ts'
export { openTestData, testContext, type TestContextOptions, type TestData } from './test-context.ts'
export { createTestDatabase, hasPostgres, type TestDatabase } from './test-postgres.ts'
