import { open } from 'node:fs/promises'
import { SourceEmpty } from '../errors/source-empty.ts'
import { SourceUnreadable } from '../errors/source-unreadable.ts'
import type { SourceFile } from '../shared/files/source-files.ts'

/** How the fields of a record are told apart. */
export interface RecordSyntax {
  readonly delimiter: string
  readonly quote: string
  readonly encoding: 'utf-8' | 'latin-1'
}

const longestHeader = 1_048_576

/**
 * The fields of the first record of a file.
 *
 * @throws SourceEmpty when there is none, SourceUnreadable when a name is absent or there twice.
 */
export async function readHeader(file: SourceFile, syntax: RecordSyntax): Promise<readonly string[]> {
  const names = firstRecord(await readStart(file.path, syntax.encoding), syntax)
  if (names.every(name => name === '')) throw new SourceEmpty({ path: file.name })
  const seen = new Set<string>()
  for (const [i, name] of names.entries()) {
    const reason =
      name === '' ? `column ${i + 1} has no name in the header` : `column "${name}" is there twice`
    // Column names of DuckDB ignore case.
    if (name === '' || seen.has(name.toLowerCase())) {
      throw new SourceUnreadable({ path: file.name, expected: 'CSV', reason })
    }
    seen.add(name.toLowerCase())
  }
  return names
}

async function readStart(path: string, encoding: RecordSyntax['encoding']): Promise<string> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestHeader), 0, longestHeader, 0)
    const text = buffer.toString(encoding === 'latin-1' ? 'latin1' : 'utf8', 0, bytesRead)
    return text.startsWith('\uFEFF') ? text.slice(1) : text
  } finally {
    await handle.close()
  }
}

/** Splits the first record of CSV text into fields: quotes may hold delimiters, line breaks and doubled quotes. */
function firstRecord(text: string, { delimiter, quote }: Omit<RecordSyntax, 'encoding'>): string[] {
  const fields: string[] = []
  let field = ''
  let inside = false
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i] as string
    if (quote !== '' && character === quote) {
      if (inside && text[i + 1] === quote) field += text[(i += 1)]
      else inside = !inside
    } else if (!inside && text.startsWith(delimiter, i)) {
      fields.push(field)
      field = ''
      i += delimiter.length - 1
    } else if (!inside && (character === '\n' || character === '\r')) {
      break
    } else {
      field += character
    }
  }
  return [...fields, field]
}
