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
export type Bind = (values: readonly (readonly [name: string, sql: string])[], body: string) => string

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
    const texts = new Map<SqlTree, string>()
    const bound: [string, string][] = []
    for (const [child, mentions] of mentionsIn(part)) {
      const text = write(child, outer)
      const cheap = child.atom || names.has(child) || text.length * (mentions - 1) <= cheapRepetition
      if (cheap) {
        texts.set(child, text)
        continue
      }
      const name = newName()
      bound.push([name, text])
      texts.set(child, name)
    }
    const text = part.pieces.map(piece => (typeof piece === 'string' ? piece : texts.get(piece))).join('')
    return bound.length === 0 ? text : bind(bound, text)
  }
  return write(root, new Map())
}

function mentionsIn({ pieces }: SqlTree): ReadonlyMap<SqlTree, number> {
  const found = new Map<SqlTree, number>()
  for (const piece of pieces) if (typeof piece !== 'string') found.set(piece, (found.get(piece) ?? 0) + 1)
  return found
}
