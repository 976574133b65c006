import type { Command } from 'commander'
import type { Io } from '../io.ts'
import type { Reporter } from '../print/report.ts'
import { createToken, listTokens, revokeToken } from './token.ts'

/** Adds the commands about API tokens: `sluice token create`, `list` and `revoke`. */
export function addTokens(
  grouped: (usage: string, description: string) => Command,
  io: Io,
  report: Reporter,
): void {
  const group = grouped('token', 'API tokens of the server')
  const about = (usage: string, description: string) =>
    group
      .command(usage)
      .description(description)
      .option('--json', 'print one JSON value on standard output')
      .option('--config <file>', 'the configuration file (default: the nearest sluice.config.ts)')
      .copyInheritedSettings(group)
  about('create', 'make a token and print it, this once')
    .requiredOption('--name <name>', 'what it is for, such as bidder')
    .requiredOption('--role <role>', 'viewer (look, score), operator (act on runs) or admin')
    .option('--client <name>', 'only this client; may be given several times (default: all)', collected)
    .option('--expires <end>', 'after days such as 90d, or on a day such as 2027-01-31 (default: never)')
    .action(options => createToken(io, report, options))
  about('list', 'list tokens, the newest first').action(options => listTokens(io, report, options))
  about('revoke <id>', 'let nobody in with a token any more').action((id, options) =>
    revokeToken(io, report, id, options),
  )
}

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
