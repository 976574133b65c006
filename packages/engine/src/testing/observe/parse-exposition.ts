import assert from 'node:assert/strict'

/** A metric as Prometheus reads it. */
export interface ParsedFamily {
  readonly type: string
  readonly samples: readonly ParsedSample[]
}

interface ParsedSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/
const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/
const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/
const suffixes: Readonly<Record<string, RegExp>> = { histogram: /_(bucket|sum|count)$/ }

/** Reads Prometheus' text format 0.0.4 strictly: what a server would refuse, or take for something else, throws. */
export function parseExposition(text: string): ReadonlyMap<string, ParsedFamily> {
  assert.ok(text === '' || text.endsWith('\n'), 'the last line ends')
  const families = new Map<string, { type: string; readonly samples: ParsedSample[] }>()
  let current = ''
  for (const line of text.split('\n').slice(0, -1)) {
    const [, what, name = '', rest = ''] = comment.exec(line) ?? []
    if (what === 'HELP') continue
    if (what === 'TYPE') {
      assert.ok(!families.has(name), `${name} is there once`)
      assert.match(rest, /^(counter|gauge|histogram)$/)
      families.set(name, { type: rest, samples: [] })
      current = name
      continue
    }
    const read = readSample(line)
    const family = families.get(current)
    assert.ok(family !== undefined, `${line} has a type`)
    assert.equal(read.name.replace(suffixes[family.type] ?? /$^/, ''), current)
    const same = family.samples.some(
      other => other.name === read.name && JSON.stringify(other.labels) === JSON.stringify(read.labels),
    )
    assert.ok(!same, `${line} is there once`)
    family.samples.push(read)
  }
  return families
}

function readSample(line: string): ParsedSample {
  const [, name, list = '', number] = sample.exec(line) ?? []
  assert.ok(name !== undefined && number !== undefined, `"${line}" is a sample`)
  const labels: Record<string, string> = {}
  for (let rest = list; rest !== '';) {
    const [all, key, value] = label.exec(rest) ?? []
    assert.ok(all !== undefined && key !== undefined && value !== undefined, `"${rest}" begins with a label`)
    labels[key] = value.replaceAll(/\\(.)/g, (_all, letter: string) => (letter === 'n' ? '\n' : letter))
    rest = rest.slice(all.length)
  }
  const value = number.endsWith('Inf') ? Number(number.replace('Inf', 'Infinity')) : Number(number)
  assert.ok(!Number.isNaN(value) || number === 'NaN', `"${number}" is a number`)
  return { name, labels, value }
}
