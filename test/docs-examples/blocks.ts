import type { SourceFile } from '../../scripts/verify/source-files.ts'

/** A ```ts block of the documentation. */
export interface Block {
  /** `file:line` of its first line. */
  readonly origin: string
  /** The package whose names the block may use without importing them. */
  readonly from: string
  readonly code: string
  /** The exported thing that a comment documents. */
  readonly documents?: string
}

/** The ```ts blocks of a Markdown page; they speak to users, who import from `sluice`. */
export function markdownBlocks({ path, text }: SourceFile): readonly Block[] {
  return blocksIn(text, path, 1, 'sluice')
}

/** The ```ts blocks in the TSDoc comments of a source file. */
export function commentBlocks({ path, text }: SourceFile): readonly Block[] {
  const own = /^packages\/([^/]+)\//.exec(path)?.[1] ?? ''
  const from = own === 'cli' ? 'sluice' : `@sluice/${own}`
  return [...text.matchAll(/^[ \t]*\/\*\*[\s\S]*?\*\//gm)].flatMap(({ 0: comment, index }) => {
    const line = text.slice(0, index).split('\n').length
    const documents = documented(text.slice(index + comment.length))
    return blocksIn(comment.replaceAll(/^[ \t]*\* ?/gm, ''), path, line, from).map(block => ({
      ...block,
      ...(documents !== undefined && { documents }),
    }))
  })
}

function documented(rest: string): string | undefined {
  return /^\s*export (?:declare |abstract |async )*(?:function\*?|const|class|interface|type) (\w+)/.exec(
    rest,
  )?.[1]
}

function blocksIn(text: string, path: string, firstLine: number, from: string): readonly Block[] {
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(({ 1: code = '', index }) => ({
    origin: `${path}:${firstLine - 1 + text.slice(0, index).split('\n').length}`,
    from,
    code,
  }))
}

/** A block with `…` in it leaves something out and can be neither compiled nor run. */
export function isSketch({ code }: Block): boolean {
  return code.includes('…')
}

/** A block that declares what it is given can be compiled but not run. */
export function canRun({ code }: Block): boolean {
  return !/^declare /m.test(code)
}

/** The block as a module: what it uses of its package and does not import itself is imported. */
export function moduleOf({ code, from }: Block, names: readonly string[]): string {
  const used = names.filter(name => {
    const bare = name.replace(/^type /, '')
    const mentioned = new RegExp(`(?<![.\\w$'"])${bare}\\b(?!:)`).test(code)
    const own = new RegExp(
      `\\b(const|let|function|class|interface|type)\\s+${bare}\\b|import[^;]*\\b${bare}\\b[^;]*from`,
    ).test(code)
    return mentioned && !own
  })
  return `${used.length === 0 ? '' : `import { ${used.join(', ')} } from '${from}'\n`}${code}\nexport {}\n`
}
