import { expect, test } from 'vitest'
import { namedLike } from './named-like.ts'

const clients = [
  { deployment: 'alpine', label: 'Alpine Gear' },
  { deployment: 'kirei', label: 'キレイ Beauty' },
  { deployment: 'x' },
]

test.each([
  ['', ['alpine', 'kirei', 'x']],
  [' GEAR ', ['alpine']],
  ['キレ', ['kirei']],
  ['nothing', []],
])('%j leaves %j', (text, left) =>
  expect(namedLike(clients, text).map(({ deployment }) => deployment)).toEqual(left),
)
