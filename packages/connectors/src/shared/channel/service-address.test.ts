import { expect, test } from 'vitest'
import { serviceAddress } from './service-address.ts'

test.each([
  ['https://hooks.example.com/a', {}, 'https://hooks.example.com/a'],
  [' https://hooks.example.com/a\n', {}, 'https://hooks.example.com/a'],
  ['http://127.0.0.1:8080/a', {}, 'http://127.0.0.1:8080/a'],
  ['http://[::1]:8080/a', {}, 'http://[::1]:8080/a'],
  ['http://receiver/a', { http: true }, 'http://receiver/a'],
])('%j is taken', (value, options, expected) => {
  expect(serviceAddress('hook', value, options).href).toBe(expected)
})

test.each([
  ['http://hooks.example.com/secret', 'is not https'],
  ['http://localhost.example.com/secret', 'is not https'],
  ['https://user:secret@example.com/', 'has a user or password in it'],
  ['file:///secret', 'is not an https URL'],
  ['secret', 'is not an https URL'],
  ['', 'is not an https URL'],
])('%j is refused and not repeated', (value, reason) => {
  expect(() => serviceAddress('hook', value)).toThrow(
    expect.objectContaining({
      retry: 'never',
      message: expect.stringMatching(new RegExp(`^(?!.*secret).*${reason}`)),
    }),
  )
})
