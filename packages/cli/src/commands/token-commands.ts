import type { Io } from '../io.ts'
import type { Reporter } from '../print/report.ts'
import { collected, type AddGroup } from './command-group.ts'

// The server is loaded by the commands that need it, not by every start.
const tokens = () => import('./token.ts')

/** Adds the commands about API tokens: `sluice token create`, `list` and `revoke`. */
export function addTokens(grouped: AddGroup, io: Io, report: Reporter): void {
  const about = grouped('token', 'API tokens of the server')
  about('create', 'make a token and print it, this once')
    .requiredOption('--name <name>', 'what it is for, such as bidder')
    .requiredOption('--role <role>', 'viewer (look, score), operator (act on runs) or admin')
    .option('--client <name>', 'only this client; may be given several times (default: all)', collected)
    .option('--expires <end>', 'after days such as 90d, or on a day such as 2027-01-31 (default: never)')
    .action(async options => (await tokens()).createToken(io, report, options))
  about('list', 'list tokens, the newest first').action(async options =>
    (await tokens()).listTokens(io, report, options),
  )
  about('revoke <id>', 'let nobody in with a token any more').action(async (id, options) =>
    (await tokens()).revokeToken(io, report, id, options),
  )
}
