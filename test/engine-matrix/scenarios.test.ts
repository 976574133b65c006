import { embeddedMember } from './members.ts'
import { describeScenarios } from './scenarios.ts'

describeScenarios(embeddedMember())
