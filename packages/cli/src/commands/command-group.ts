import type { Command } from 'commander'

/** Adds a command of a project; the default one runs where a group is called without a command. */
export type AddCommand = (usage: string, description: string, isDefault?: boolean) => Command

/** Adds a group such as `sluice token`; what is returned adds commands to it. */
export type AddGroup = (name: string, description: string) => AddCommand

/** The option of commands whose answer is a value. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON value on standard output')
}

/** The options of every command of a project. */
export function ofProject(command: Command): Command {
  return withJson(command).option(
    '--config <file>',
    'the configuration file (default: the nearest sluice.config.ts)',
  )
}

/** Adds groups to a program; options belong to the commands of a group, and it has none. */
export function groupsOf(program: Command): AddGroup {
  return (name, description) => {
    const group = program.command(name).description(description)
    return (usage, text, isDefault = false) =>
      ofProject(group.command(usage, { isDefault }).description(text))
  }
}

/** Values of an option that may be given several times. */
export function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
