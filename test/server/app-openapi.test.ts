import { afterAll, beforeAll, expect, test } from 'vitest'
import { resourceRoutes } from '@sluice/server'
import { openApp, type AppWorld } from './app-world.ts'

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: object
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
  >
}
type Document = {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: Readonly<Record<string, object>>
}

let world: AppWorld
let document: Document
beforeAll(async () => {
  world = await openApp()
  document = (await world.ask('/openapi.json')).json as unknown as Document
})
afterAll(() => world.close())

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

test('every route is described, those of access and changes too', () => {
  const described = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`)
  for (const { method, path } of resourceRoutes) expect(described).toContain(`${method} ${path}`)
  expect(described).toEqual(expect.arrayContaining(['GET /v1/live', 'POST /v1/tokens', 'GET /v1/audit']))
})

test('it is a document of OpenAPI 3.1', () => {
  expect(document.openapi).toMatch(/^3\.1\./)
  expect(document.info).toMatchObject({ title: 'Sluice', version: '1' })
  for (const path of Object.keys(document.paths)) expect(path).toMatch(/^\/v1\//)
})

test('operations have ids of their own, a summary, and answers', () => {
  const ids = operations().map(({ operation }) => operation.operationId)
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
  for (const { operation } of operations()) {
    expect(operation.operationId).toMatch(/^[a-z]\w+$/)
    expect(operation.summary).toMatch(/\.$/)
    expect(operation.tags).toHaveLength(1)
    const statuses = Object.keys(operation.responses)
    expect(statuses).toContain('default')
    expect(statuses.some(status => /^2\d\d$/.test(status))).toBe(true)
  }
})

test('parameters are those of the path and of the query, each once, with a schema', () => {
  for (const { path, operation } of operations()) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const inPath = operation.parameters.filter(parameter => parameter.in === 'path')
    expect(inPath.map(({ name }) => name)).toEqual(named)
    for (const parameter of operation.parameters) {
      expect(Object.keys(parameter.schema).length, `${path} ${parameter.name}`).toBeGreaterThan(0)
      if (parameter.in === 'path') expect(parameter.required).toBe(true)
    }
    const keys = operation.parameters.map(({ in: place, name }) => `${place} ${name}`)
    expect(new Set(keys).size).toBe(keys.length)
  }
})

test('references lead somewhere, and everything is JSON Schema of its draft', () => {
  const visit = (value: unknown, at: string): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, child] of Object.entries(value)) {
      if (name === '$ref' && typeof child === 'string') {
        const found = child
          .replace(/^#\//, '')
          .split('/')
          .reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], document)
        expect(found, `${at} ${child}`).toBeDefined()
      }
      expect(['$schema', 'definitions'], at).not.toContain(name)
      expect(name === 'nullable' && child === true, at).toBe(false)
      visit(child, `${at}/${name}`)
    }
  }
  visit(document.paths, 'paths')
})

test('bodies and answers have schemas', () => {
  const cancel = document.paths['/v1/runs/{run}:cancel']?.['post']
  expect(cancel?.requestBody?.content['application/json']?.schema).toMatchObject({
    type: 'object',
    required: ['why'],
    additionalProperties: false,
  })
  const list = document.paths['/v1/runs']?.['get']
  expect(list?.responses['200']?.content?.['application/json']?.schema).toMatchObject({
    type: 'object',
    required: ['items'],
  })
  expect(list?.parameters.find(({ name }) => name === 'limit')).toMatchObject({ required: false })
})
