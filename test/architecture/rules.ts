import type { Import } from './imports.ts'

/** Which packages a package may import: `types` leaves no trace at run time. */
export const direction: Readonly<Record<string, Readonly<Record<string, 'values' | 'types'>>>> = {
  expr: {},
  trees: { expr: 'values' },
  core: { expr: 'values', trees: 'values' },
  engine: { expr: 'values', core: 'values' },
  connectors: { expr: 'types', core: 'values', engine: 'types' },
  interop: { expr: 'values', core: 'values' },
  reports: { core: 'values' },
  server: { expr: 'values', core: 'values', engine: 'values', reports: 'values' },
  dashboard: { server: 'types' },
  cli: {
    expr: 'values',
    core: 'values',
    engine: 'values',
    connectors: 'values',
    interop: 'values',
    reports: 'values',
    server: 'values',
  },
}

/** What packages may import from outside the repository; a name ending in `:` stands for all of Node. */
const outside: Readonly<Record<string, readonly string[]>> = {
  expr: [],
  // Threads and what is needed to start them: nothing of the disk, the clock or the environment.
  trees: ['node:worker_threads'],
  // A digest is computed, not read: of node:crypto only createHash (see `impure`).
  core: ['zod', 'node:crypto'],
  engine: [
    'node:',
    '@duckdb/node-api',
    '@duckdb/node-bindings',
    '@opentelemetry/api',
    '@aws-sdk/client-s3',
    'croner',
    'pg',
    'pg-boss',
  ],
  connectors: ['node:', 'nodemailer', 'pg', 'pg-cursor', 'zod'],
  interop: ['node:', 'onnxruntime-node', 'protobufjs'],
  reports: [],
  server: ['node:', '@hono/node-server', 'hono', 'openid-client', 'zod'],
  dashboard: [
    '@dagrejs/dagre',
    '@tanstack/react-query',
    '@tanstack/react-virtual',
    '@xyflow/react',
    'lucide-react',
    'radix-ui',
    'react',
    'react-dom',
    'uplot',
    'wouter',
  ],
  cli: ['node:', 'commander', 'log-update'],
}

/** Tests and contract suites may use the tools of tests and everything below them. */
const testTools = [
  'node:',
  '@opentelemetry',
  'vitest',
  'fast-check',
  '@duckdb/node-api',
  'pg',
  'smtp-server',
  'zod',
]

/** True for files that are not part of what runs in production. */
export function isForTests(path: string): boolean {
  return /\.(test|test-d)\.ts$|\/testing\//.test(path)
}

/** What is wrong with an import of a file in `packages/<name>/src`, if anything. */
export function importProblem({ file, from, typeOnly }: Import): string | undefined {
  const own = /^packages\/([^/]+)\//.exec(file)?.[1] ?? ''
  if (from.startsWith('.')) return relativeProblem(own, file, from)
  const [, target, rest] = /^@sluice\/([^/]+)(\/.*)?$/.exec(from === 'sluice' ? '@sluice/cli' : from) ?? []
  if (target === undefined) return outsideProblem(own, file, from)
  if (rest === '/testing' && isForTests(file)) return undefined
  // The client is an entry of its own: types of the routes, and nothing of the server.
  const isClient = target === 'server' && rest === '/client'
  if (rest !== undefined && !isClient) return 'reaches into another package'
  // A template of a project is a text that imports what its user imports.
  if (file.includes('/templates/')) return undefined
  if (target === own) return 'imports its own package by name'
  const allowed = direction[own]?.[target]
  if (allowed === undefined && !isForTests(file)) return `${own} may not import ${target}`
  if (allowed === 'types' && !typeOnly && !isClient && !isForTests(file)) {
    return `${own} may import only types of ${target}`
  }
  return undefined
}

function relativeProblem(own: string, file: string, from: string): string | undefined {
  const target = new URL(from, `file:///${file}`).pathname.slice(1)
  if (isForTests(file) && target.startsWith('test/')) return undefined
  if (!target.startsWith(`packages/${own}/`)) return 'leaves its package by a path'
  if (!/\.(tsx?|json|css)$/.test(from)) return 'does not name the file'
  if (target.endsWith('/index.ts') && !isForTests(file)) return 'imports index.ts: import the file itself'
  if (target.endsWith('.test.ts')) return 'imports a test'
  if (/\/testing\//.test(target) && !isForTests(file)) return 'imports testing/ in production'
  return undefined
}

function outsideProblem(own: string, file: string, from: string): string | undefined {
  const allowed = [...(outside[own] ?? []), ...(isForTests(file) ? testTools : [])]
  if (
    allowed.some(name =>
      name.endsWith(':') ? from.startsWith(name) : from === name || from.startsWith(`${name}/`),
    )
  ) {
    return undefined
  }
  return `${own} may not import ${from}`
}

/** What pure code does not touch: the clock, chance, the process, the terminal. */
export const impure: Readonly<Record<string, RegExp>> = {
  'the clock': /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b/,
  'global randomness': /\bMath\.random\b|\b(randomUUID|randomBytes|randomInt|getRandomValues)\b/,
  'the process': /\bprocess\.[a-z]/,
  'the terminal': /\bconsole\.[a-z]/,
  'a timer': /\bset(Timeout|Interval|Immediate)\(/,
  'the network': /(?<![.\w])fetch\(/,
  'code made of text': /\beval\(/,
}
