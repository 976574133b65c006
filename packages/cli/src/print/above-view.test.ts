import { expect, test } from 'vitest'
import { aboveView } from './above-view.ts'

function recorder() {
  const written: string[] = []
  return { written, output: { write: (text: string) => written.push(text) } }
}

test('the view is cleared before others write, and not before it writes itself', () => {
  const { written, output } = recorder()
  const view = aboveView([output], () => output.write('(clear)'))
  view.own(() => output.write('view'))
  output.write('alert\n')
  output.write('no end')
  view.own(() => output.write('view'))
  expect(written).toEqual(['view', '(clear)', 'alert\n', '(clear)', 'no end', '\n', 'view'])
})

test('once released, others write as before', () => {
  const { written, output } = recorder()
  const { write } = output
  aboveView([output], () => output.write('(clear)')).release()
  output.write('text')
  expect([written, output.write]).toEqual([['text'], write])
})
