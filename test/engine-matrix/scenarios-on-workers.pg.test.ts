import { postgresMember } from './members.ts'
import { describeScenarios, shortForm } from './scenarios.ts'

describeScenarios(postgresMember('postgres'), shortForm('diamond', 'wide', 'map'))
