import type { z } from 'zod'
import { RequestInvalid, type InvalidField } from '../errors/request-invalid.ts'
import { paramNames, type Route } from '../http/route.ts'

/** What was asked, as it came. */
export interface RawInput {
  /** In the order of the names in the path. */
  readonly values: readonly string[]
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
}

/** The params of a path by their names. */
export function paramsOf(route: Route, values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(paramNames(route.path).map((name, i) => [name, values[i] ?? '']))
}

/**
 * What was asked, by the schemas of a route.
 *
 * @throws RequestInvalid with everything that is wrong
 */
export function validInput(route: Route, { values, query, body }: RawInput) {
  const params = route.params.safeParse(paramsOf(route, values))
  const asked = route.query.safeParse(query)
  const sent = route.body.safeParse(body)
  if (params.success && asked.success && sent.success) {
    return { params: params.data, query: asked.data, body: sent.data }
  }
  throw new RequestInvalid([
    ...fieldsOf('path', params.error),
    ...fieldsOf('query', asked.error),
    ...fieldsOf('body', sent.error),
  ])
}

/** More would not help anybody, and a thousand rows may all be wrong. */
const mostFields = 50

function fieldsOf(place: string, error: z.ZodError | undefined): readonly InvalidField[] {
  const issues = error?.issues ?? []
  return issues.slice(0, mostFields).flatMap(issue => {
    const where = [place, ...issue.path.map(escaped)].join('/')
    if (issue.code !== 'unrecognized_keys') return [{ where, reason: reasonOf(issue.message) }]
    return issue.keys
      .slice(0, mostFields)
      .map(key => ({ where: `${where}/${escaped(key)}`, reason: 'is not known' }))
  })
}

function reasonOf(message: string): string {
  return message.slice(0, 1).toLowerCase() + message.slice(1)
}

function escaped(name: PropertyKey): string {
  return String(name).slice(0, 200).replaceAll('~', '~0').replaceAll('/', '~1')
}
