import { z } from 'zod'
import { sessionCookie } from '../access/cookies.ts'
import { paramNames, type Route } from '../http/route.ts'
import { problemSchema } from './problem-schema.ts'

/** A document of OpenAPI 3.1, as plain data. */
export type OpenApi = Readonly<Record<string, unknown>>

/** Describes routes: each with what it takes, what it answers, and who may ask. */
export function openApiOf(routes: readonly Route[]): OpenApi {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const methods = (paths[route.path] ??= {})
    methods[route.method.toLowerCase()] = operationOf(route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sluice',
      version: '1',
      description:
        'What runs, what it made, and what people do about it. Lists go on with `next` as `cursor`; instants are ISO 8601 in UTC; what goes wrong is answered as problem details (RFC 9457). A write may be repeated with the same `Idempotency-Key` for 24 hours and is done once.',
    },
    security: [{ token: [] }, { session: [] }, {}],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token: `sluice token create`.' },
        session: { type: 'apiKey', in: 'cookie', name: sessionCookie, description: 'After a login.' },
      },
      schemas: { Problem: problemSchema },
      responses: {
        Problem: {
          description: 'Why it was not done.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  }
}

/** `getRunsRun` of `GET /v1/runs/{run}`, `postRunsRunCancel` of `POST /v1/runs/{run}:cancel`. */
function operationId({ method, path }: Pick<Route, 'method' | 'path'>): string {
  const words = path.replace(/^\/v1\//, '').match(/\w+/g) ?? []
  return method.toLowerCase() + words.map(word => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')
}

function operationOf(route: Route): Readonly<Record<string, unknown>> {
  const { summary, role, scope, effect, status, media, maxBodyBytes, showsSecret } = route
  const facts = [
    `Needs the role ${role}${scope === 'all' ? ' for all clients' : '; answers only what belongs to clients that are seen'}.`,
    ...(maxBodyBytes === undefined ? [] : [`The body has at most ${maxBodyBytes} bytes.`]),
    ...(showsSecret === true ? ['The answer is shown once and not kept for repeated requests.'] : []),
  ]
  const body = route.method === 'GET' ? undefined : bodyOf(route.body)
  return {
    operationId: operationId(route),
    tags: [tagOf(route.path)],
    summary,
    description: facts.join(' '),
    parameters: [
      ...paramNames(route.path).map(name => parameterOf('path', name, schemaOf(route.params, 'input'))),
      ...Object.keys(propertiesOf(schemaOf(route.query, 'input'))).map(name =>
        parameterOf('query', name, schemaOf(route.query, 'input')),
      ),
      ...(effect === 'write' ? [keyParameter] : []),
    ],
    ...(body !== undefined && { requestBody: body }),
    responses: {
      [String(status)]: {
        description: 'Done.',
        content: { [media]: { schema: schemaOf(route.response, 'output') } },
      },
      default: { $ref: '#/components/responses/Problem' },
    },
    'x-sluice-role': role,
    'x-sluice-scope': scope,
  }
}

const keyParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Makes it safe to repeat the request: a new one for each thing to be done.',
  schema: { type: 'string', pattern: '^[!-~]{1,200}$' },
}

type JsonSchema = Readonly<Record<string, unknown>>

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' })
  return rest
}

function bodyOf(body: z.ZodType): JsonSchema | undefined {
  const schema = schemaOf(body, 'input')
  if (schema['type'] === 'object' && Object.keys(propertiesOf(schema)).length === 0) return undefined
  return { required: true, content: { 'application/json': { schema } } }
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
}

function parameterOf(place: 'path' | 'query', name: string, schema: JsonSchema): JsonSchema {
  const required = (schema['required'] ?? []) as readonly string[]
  return {
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: propertiesOf(schema)[name] ?? { type: 'string' },
  }
}

function tagOf(path: string): string {
  return /^\/v1\/(\w+)/.exec(path)?.[1] ?? 'server'
}
