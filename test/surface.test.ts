import { expect, test } from 'vitest'
import { agreedSurface, exportedNames, surface } from './surface.ts'

test('the public names are those agreed on; `node test/surface.ts --update` agrees on these', () => {
  expect(surface()).toEqual(agreedSurface())
})

test('no entry point lists a name twice', () => {
  const twice = Object.entries(surface()).flatMap(([entry, names]) =>
    names.filter((name, i) => names.indexOf(name) !== i).map(name => `${entry}: ${name}`),
  )
  expect(twice).toEqual([])
})

test('names are read from lists with types, aliases and comments', () => {
  const index = `export { b, type A, x as c } from './a.ts'\nexport type {\n  D, // export { no } from\n  E as F,\n} from './d.ts'\n`
  expect(exportedNames(index)).toEqual(['b', 'c', 'type A', 'type D', 'type F'])
})
