/** SQL text with the parts it was made of, so that a part which is repeated can be computed once. */
export interface SqlTree {
  readonly pieces: readonly (string | SqlTree)[]
  /** Names and constants: repeating them costs nothing, and they never need parentheses. */
  readonly atom: boolean
}

/** SQL around parts: `` tree`sqrt(${a})` ``. Strings are put in as SQL. */
export function tree(strings: TemplateStringsArray, ...parts: readonly (string | SqlTree)[]): SqlTree {
  return {
    pieces: strings.flatMap((text, i) => (i === 0 ? [text] : [parts[i - 1] as SqlTree, text])),
    atom: false,
  }
}

/** A name or a constant. */
export function atom(text: string): SqlTree {
  return { pieces: [text], atom: true }
}

/** Parts with a text between them. */
export function joined(parts: readonly (string | SqlTree)[], separator: string): SqlTree {
  return { pieces: parts.flatMap((part, i) => (i === 0 ? [part] : [separator, part])), atom: false }
}

/** How a dialect computes values once and uses them by name in an expression. */
export interface Bind {
  /** How value `i` of `count` is mentioned, when all of them together have a name. */
  readonly mention: (name: string, i: number, count: number) => string
  readonly around: (name: string, values: readonly string[], body: string) => string
}

/** What writing a tree needs to know. */
export interface WriteOptions {
  readonly bind: Bind
  /** Names of parts that were computed before, in an inner SELECT. */
  readonly names: ReadonlyMap<SqlTree, string>
  /** A name that nothing else has. */
  readonly newName: () => string
}

/** Repeating up to this many characters is shorter than giving them a name. */
const cheapRepetition = 120

/** The text of a tree. A part that its parent repeats is bound to a name unless it is small. */
export function written(root: SqlTree, options: WriteOptions): string {
  const { bind, names, newName } = options
  const write = (part: SqlTree, own: ReadonlyMap<SqlTree, string>): string => {
    const known = names.get(part)
    return known ?? body(part, own)
  }
  const body = (part: SqlTree, outer: ReadonlyMap<SqlTree, string>): string => {
    const mentions = mentionsIn(part)
    const texts = new Map([...mentions.keys()].map(child => [child, write(child, outer)]))
    const bound = [...texts].filter(([child, text]) => {
      const repeated = text.length * ((mentions.get(child) as number) - 1)
      return !child.atom && !names.has(child) && repeated > cheapRepetition
    })
    const name = bound.length === 0 ? '' : newName()
    bound.forEach(([child], i) => texts.set(child, bind.mention(name, i, bound.length)))
    const text = part.pieces.map(piece => (typeof piece === 'string' ? piece : texts.get(piece))).join('')
    const values = bound.map(([, value]) => value)
    return bound.length === 0 ? text : bind.around(name, values, text)
  }
  return write(root, new Map())
}

function mentionsIn({ pieces }: SqlTree): ReadonlyMap<SqlTree, number> {
  const found = new Map<SqlTree, number>()
  for (const piece of pieces) if (typeof piece !== 'string') found.set(piece, (found.get(piece) ?? 0) + 1)
  return found
}
