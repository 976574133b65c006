import { describeMaps } from './maps.ts'
import { postgresMember } from './members.ts'

describeMaps(postgresMember('embedded'))
