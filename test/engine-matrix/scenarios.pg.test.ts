import { postgresMember } from './members.ts'
import { describeScenarios, shortForm } from './scenarios.ts'

describeScenarios(postgresMember('embedded'), shortForm('diamond', 'map'))
