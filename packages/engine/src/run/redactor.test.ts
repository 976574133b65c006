import { expect, test } from 'vitest'
import { SecretMissing } from '../errors/secret-missing.ts'
import { redactor } from './redactor.ts'

const env = {
  TOKEN: 'hunter2-hunter2',
  DATABASE: 'postgres://ann:p%40ss-word@db.example:5432/shop',
  QUOTED: 'say "hi"\\now',
  PORT: '80',
  EMPTY: '',
}

function resolved(...names: readonly string[]) {
  const made = redactor(env)
  for (const name of names) made.secret(`env:${name}`)
  return made
}

test.each<[string, string, string, string]>([
  ['a value', 'TOKEN', 'got hunter2-hunter2, hunter2-hunter2!', 'got ‹secret›, ‹secret›!'],
  ['an address', 'DATABASE', `cannot reach ${env.DATABASE}`, 'cannot reach ‹secret›'],
  ['the password of an address', 'DATABASE', 'password "p@ss-word" is wrong', 'password "‹secret›" is wrong'],
  ['a value inside JSON', 'QUOTED', JSON.stringify({ a: env.QUOTED }), '{"a":"‹secret›"}'],
  ['a value inside a URL', 'QUOTED', `/?q=${encodeURIComponent(env.QUOTED)}`, '/?q=‹secret›'],
  ['a short value stays: it would take words apart', 'PORT', 'port 8080', 'port 8080'],
])('%s is taken out of text', (_name, variable, text, expected) => {
  expect(resolved(variable).redact(text)).toBe(expected)
})

test('what was never asked for is not looked for', () => {
  expect(resolved().redact('hunter2-hunter2')).toBe('hunter2-hunter2')
})

test('checks lose secrets in messages and samples and keep their numbers', () => {
  const found = resolved('TOKEN').checks([
    {
      check: 'c',
      severity: 'warn',
      status: 'failed',
      subject: 's',
      message: 'saw hunter2-hunter2',
      observed: 3,
      sample: [{ key: 'hunter2-hunter2', at: new Date(0), n: 1 }],
    },
  ])
  expect(found[0]).toMatchObject({
    message: 'saw ‹secret›',
    observed: 3,
    sample: [{ key: '‹secret›', at: '1970-01-01T00:00:00.000Z', n: 1 }],
  })
})

test.each<[string, string | undefined]>([
  ['{"url":"postgres://ann:p%40ss-word@db.example:5432/shop"}', 'DATABASE'],
  ['{"port":80,"user":"ann"}', undefined],
])('an output with a secret in it is found: %s', (json, variable) => {
  expect(resolved('DATABASE', 'PORT').leakIn(json)).toBe(variable)
})

test.each<[string, RegExp]>([
  ['env:NOWHERE', /secret "env:NOWHERE": the environment variable NOWHERE is not set/],
  ['env:EMPTY', /EMPTY is not set/],
  ['sk_live_123', /secret "\(not shown\)": is not a reference; write env\('NAME'\)/],
])('%s cannot be resolved', (reference, message) => {
  expect(() => resolved().secret(reference)).toThrow(SecretMissing)
  expect(() => resolved().secret(reference)).toThrow(message)
})
