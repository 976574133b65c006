import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** A process of a compose file: a command of `sluice` with its environment. */
export interface Service {
  readonly name: string
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly replicas: number
}

interface ComposeService {
  readonly image?: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly deploy?: { readonly replicas?: number }
}

/**
 * The services of a compose file that run `image`; `${NAME}` and `${NAME:?why}` are taken from `variables`.
 *
 * @throws Error for a variable that is not there
 */
export function servicesOf(
  file: string,
  image: string,
  variables: Readonly<Record<string, string>>,
): readonly Service[] {
  const compose = parse(readFileSync(file, 'utf8'), { merge: true }) as {
    readonly services: Readonly<Record<string, ComposeService>>
  }
  return Object.entries(compose.services).flatMap(([name, service]) => {
    if (service.image !== image) return []
    const environment = Object.entries(service.environment ?? {}).map(([key, value]) => [
      key,
      interpolate(value, variables),
    ])
    return [
      {
        name,
        command: service.command ?? [],
        environment: Object.fromEntries(environment) as Record<string, string>,
        replicas: service.deploy?.replicas ?? 1,
      },
    ]
  })
}

function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)(?::\?([^}]*))?\}/g, (_all, name: string, why = '') => {
    const value = variables[name]
    if (value === undefined || value === '') throw new Error(`${name} is not set: ${String(why)}`)
    return value
  })
}
