import { expect, test } from 'vitest'
import { inLayers } from './layers.ts'

const box = (id: string) => ({ id, width: 100, height: 40 })

test('boxes stand behind all that they wait for, side by side in a layer, and without crossings where there need be none', () => {
  const boxes = ['a', 'b', 'y', 'x', 'end'].map(box)
  const edges = [
    { from: 'a', to: 'x' },
    { from: 'b', to: 'y' },
    { from: 'x', to: 'end' },
    { from: 'a', to: 'end' },
    { from: 'gone', to: 'end' },
  ]
  const found = inLayers({ boxes, edges, direction: 'LR' })
  expect(found).toEqual({
    a: { x: 8, y: 8 },
    b: { x: 8, y: 62 },
    x: { x: 148, y: 8 },
    y: { x: 148, y: 62 },
    end: { x: 288, y: 35 },
  })
  expect(inLayers({ boxes, edges, direction: 'TB' })['end']).toEqual({ x: 65, y: 140 })
})

test('a chain of thousands of boxes is placed, and so is a circle', () => {
  const boxes = Array.from({ length: 3000 }, (_, i) => box(`${i}`))
  const chain = boxes.slice(1).map((_, i) => ({ from: `${i}`, to: `${i + 1}` }))
  expect(inLayers({ boxes, edges: chain, direction: 'LR' })['2999']?.x).toBe(8 + 2999 * 140)
  const circle = [...chain, { from: '2999', to: '0' }]
  expect(Object.keys(inLayers({ boxes, edges: circle, direction: 'LR' }))).toHaveLength(3000)
})
