import { describeMaps } from './maps.ts'
import { embeddedMember } from './members.ts'

describeMaps(embeddedMember())
