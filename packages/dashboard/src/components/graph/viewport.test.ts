import { expect, test } from 'vitest'
import { viewportOf } from './viewport.ts'

const box = (id: string, x: number, y: number) => ({ id, x, y, width: 100, height: 40 })
const wide = [box('a', 0, 0), box('b', 2000, 0), box('c', 4000, 0)]
const room = { width: 600, height: 200 }

test('what fits is shown whole', () => {
  expect(viewportOf([box('a', 0, 0), box('b', 800, 100)], room, 'b')).toBeUndefined()
  expect(viewportOf([], room, undefined)).toBeUndefined()
})

test.each([
  [undefined, 14],
  ['a', 14],
  ['b', 300 - 2050 * 0.6],
  ['c', 600 - 4100 * 0.6 - 14],
  ['unknown', 14],
])('of what does not fit, %s is looked at from %s', (focus, x) => {
  const view = viewportOf(wide, room, focus)
  expect(view?.x).toBeCloseTo(x)
  expect(view?.y).toBeCloseTo((200 - 24) / 2)
})
