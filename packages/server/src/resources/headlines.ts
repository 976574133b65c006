import type { Engine, RunLine, RunTrouble } from '@sluice/engine'
import { stateOf } from './state-of.ts'

/** One sentence about each of these runs that has something to say, by id: three statements, however many there are. */
export async function headlinesOf(
  { views }: Pick<Engine, 'views'>,
  lines: readonly Pick<RunLine, 'id' | 'status' | 'findings'>[],
): Promise<ReadonlyMap<string, string>> {
  const stopped = lines
    .filter(({ status }) => status === 'failed' || status === 'blocked')
    .map(({ id }) => id)
  const warned = lines.filter(line => stateOf(line) === 'warnings').map(({ id }) => id)
  const [troubles, warnings] = await Promise.all([
    stopped.length === 0 ? [] : views.troubles(stopped),
    warned.length === 0 ? new Map<string, never>() : views.warnings(warned),
  ])
  return new Map([
    ...troubles.map(trouble => [trouble.run, troubleText(trouble)] as const),
    ...[...warnings].map(([run, { message }]) => [run, message] as const),
  ])
}

function troubleText({ step, status, error, check }: RunTrouble): string {
  return check?.message ?? error?.message ?? `step "${step}" is ${status}`
}
