export {
  dataset,
  fakeClock,
  fixture,
  testRun,
  type FakeClock,
  type Fixture,
  type GivenRow,
  type LoggedLine,
  type TestRun,
  type TestRunOptions,
  type TestStepStatus,
} from '@sluice/engine'
