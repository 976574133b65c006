import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rawSql } from '@sluice/core'
import type { ReadRequest, WantedTypes } from '@sluice/core'
import { fileWorld } from '../testing/file-world.ts'
import { sourceContract } from '../testing/source-contract.ts'
import { openTestData, testContext, type TestData } from '../testing/test-context.ts'
import { csv, type CsvOptions } from './source.ts'

const capabilities = { sharedConnection: false, emptyTables: true }
sourceContract('csv', capabilities, testData => fileWorld(testData, '.csv', 'FORMAT csv, HEADER', csv))
sourceContract('csv.gz', capabilities, testData =>
  fileWorld(testData, '.csv.gz', 'FORMAT csv, HEADER, COMPRESSION gzip', csv),
)

let testData: TestData
let files = 0
beforeAll(async () => (testData = await openTestData()))
afterAll(() => testData.close())

const logs: string[] = []

/** Writes files and reads them back. */
async function readText(
  texts: string | Buffer | Record<string, string | Buffer>,
  options: CsvOptions = {},
  request: Partial<ReadRequest> = {},
) {
  const folder = join(testData.folder, `case-${(files += 1)}`)
  await mkdir(folder)
  const named = typeof texts === 'string' || Buffer.isBuffer(texts) ? { 'data.csv': texts } : texts
  for (const [name, text] of Object.entries(named)) await writeFile(join(folder, name), text)
  const only = Object.keys(named).length === 1 ? Object.keys(named)[0] : undefined
  const source = csv(only === undefined ? folder : join(folder, only), options)
  const context = testContext(testData.data, { log: message => logs.push(message) })
  const snapshot = await source.open(context)
  try {
    const { columns } = await snapshot.schema(source, request.types)
    const into = `case_${files}`
    await snapshot.read(source, { ...request, into })
    const rows = await testData.data.rows(rawSql<Record<string, unknown>>(`SELECT * FROM "${into}"`))
    const types = Object.fromEntries(
      columns.map(({ name, type, nullable }) => [name, nullable ? `${type}?` : type]),
    )
    return { types, rows }
  } finally {
    await snapshot.close()
  }
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: Error) => error,
  )

describe('types are sniffed over the whole file, and only what comes back as it was written leaves text', () => {
  test.each<[string, readonly string[], string]>([
    ['numbers', ['1', '-2.5', '1e3', '0.10'], 'number'],
    ['numbers with gaps', ['1', '', '3'], 'number?'],
    ['one word among numbers, in the last row', [...Array<string>(30_000).fill('1'), 'x'], 'text'],
    ['leading zeros (postal codes)', ['01234', '99999'], 'text'],
    ['a plus sign (telephone numbers)', ['+4930', '4930'], 'text'],
    ['more digits than a number holds', ['12345678901234567', '1'], 'text'],
    ['NaN and inf are words', ['nan', 'inf'], 'text'],
    ['true and false', ['true', 'FALSE'], 'boolean'],
    ['1 and 0 are numbers', ['1', '0'], 'number'],
    ['days', ['2026-01-31', '2026-02-01'], 'timestamp'],
    ['times with offsets', ['2026-01-31T10:00:00Z', '2026-01-31 10:00:00.123456+02:00'], 'timestamp'],
    ['other ways to write days', ['31.01.2026', '01.02.2026'], 'text'],
    ['no values at all', ['', ''], 'text?'],
  ])('%s', async (_name, cells, type) => {
    const { types } = await readText(`id,x\n${cells.map((cell, i) => `r${i},${cell}`).join('\n')}\n`)
    expect(types['x']).toBe(type)
  })
})

describe('cells are converted to the types that are wanted', () => {
  test.each<[string, WantedTypes[string], CsvOptions, string, unknown]>([
    ['identifiers keep leading zeros', 'text', {}, '007', '007'],
    ['a decimal comma', 'number', { decimal: ',' }, '"-1234,5"', -1234.5],
    ['an offset is applied', 'timestamp', {}, '2026-01-01T00:00:00+02:00', new Date('2025-12-31T22:00:00Z')],
    [
      'a time without offset is UTC',
      'timestamp',
      {},
      '2026-01-01 00:00:00',
      new Date('2026-01-01T00:00:00Z'),
    ],
    [
      'a format for times',
      'timestamp',
      { timestampFormat: '%d.%m.%Y %H:%M' },
      '01.02.2026 10:30',
      new Date('2026-02-01T10:30:00Z'),
    ],
    ['1 as boolean', 'boolean', {}, '1', true],
    ['a null word', 'number', { nulls: ['NA'] }, 'NA', null],
    ['a quoted null word', 'number', { nulls: ['NA'] }, '"NA"', null],
  ])('%s', async (_name, type, options, cell, value) => {
    const { rows, types } = await readText(`k,x\na,${cell}\n`, options, { types: { x: type } })
    expect(rows).toEqual([{ k: 'a', x: value }])
    expect(types['x']?.replace('?', '')).toBe(type)
  })

  test('types given with the source win over wanted ones', async () => {
    const { types } = await readText('x\n1\n', { types: { x: 'text' } }, { types: { x: 'number' } })
    expect(types).toEqual({ x: 'text' })
  })
})

describe('cells that do not have the wanted type never silently become missing', () => {
  const text = `k,x,t\na,1,2026-01-01\nb,"1,5",yesterday\nc,,\nd,n/a,2026-01-01\n`
  const types: WantedTypes = { x: 'number', t: 'timestamp' }

  test('they stop the read: how many, in which rows, and what they hold', async () => {
    const error = await failureOf(readText(text, {}, { types }))
    expect(error).toMatchObject({
      code: 'source-cells-invalid',
      columns: [
        {
          column: 'x',
          type: 'number',
          count: 2,
          first: [
            { row: 2, value: '1,5' },
            { row: 4, value: 'n/a' },
          ],
        },
        { column: 't', type: 'timestamp', count: 1, first: [{ row: 2, value: 'yesterday' }] },
      ],
    })
    expect(error?.message).toContain(
      '2 cells of "x" cannot be read as number (row 2 has "1,5", row 4 has "n/a")',
    )
  })

  test('rows are counted within their file', async () => {
    const error = await failureOf(
      readText({ 'a.csv': 'x\n1\n2\n', 'b.csv': 'x\n3\noops\n' }, {}, { types: { x: 'number' } }),
    )
    expect(error).toMatchObject({
      columns: [{ first: [{ row: 2, file: expect.stringContaining('b.csv') }] }],
    })
  })

  test('columns that are not read are not looked at', async () => {
    const { rows } = await readText(text, {}, { types, columns: ['k'] })
    expect(rows).toHaveLength(4)
  })

  test('taken as missing when told so, and logged', async () => {
    logs.length = 0
    const { rows } = await readText(text, { badCells: 'missing' }, { types })
    expect(rows.map(row => row['x'])).toEqual([1, null, null, null])
    expect(logs).toContainEqual(expect.stringContaining('2 cells of "x"'))
  })
})

describe('files', () => {
  test.each<[string, string | Buffer, CsvOptions, unknown]>([
    ['a byte order mark', '\uFEFFa,b\n1,2\n', {}, [{ a: 1, b: 2 }]],
    ['a semicolon', 'a;b\n1;"x;y"\n', { delimiter: ';' }, [{ a: 1, b: 'x;y' }]],
    ['a tab', 'a\tb\n1\t2\n', { delimiter: '\t' }, [{ a: 1, b: 2 }]],
    ['single quotes', `a,b\n1,'x,y'\n`, { quote: `'` }, [{ a: 1, b: 'x,y' }]],
    ['no quotes', 'a,b\n1,"x\n', { quote: '' }, [{ a: 1, b: '"x' }]],
    [
      'no header',
      '1,x\n2,y\n',
      { header: ['n', 's'] },
      [
        { n: 1, s: 'x' },
        { n: 2, s: 'y' },
      ],
    ],
    ['Windows line ends', 'a,b\r\n1,"x\r\ny"\r\n', {}, [{ a: 1, b: 'x\r\ny' }]],
    ['a header with line breaks', '"a\nb",c\n1,2\n', {}, [{ 'a\nb': 1, c: 2 }]],
    ['Latin 1', Buffer.from('a\nMüller\n', 'latin1'), { encoding: 'latin-1' }, [{ a: 'Müller' }]],
    ['no line end at the end', 'a\n1', {}, [{ a: 1 }]],
  ])('%s', async (_name, text, options, rows) => {
    expect((await readText(text, options)).rows).toEqual(rows)
  })

  test('a folder is read by name, and its files may order their columns differently', async () => {
    const { rows } = await readText({
      '2.csv': 'b,a\nlast,3\n',
      '1.csv': 'a,b\n1,x\n',
      '3.txt': 'not read',
      '1b.csv.gz': gzipSync('a,b\n2,y\n'),
    })
    expect(rows).toEqual([
      { a: 1, b: 'x' },
      { a: 2, b: 'y' },
      { a: 3, b: 'last' },
    ])
  })

  test.each<[string, string | Buffer | Record<string, string | Buffer>, string, string]>([
    ['no content', '', 'source-empty', 'is empty'],
    ['a row with too many fields', 'a,b\n1,2\n1,2,3\n', 'source-unreadable', 'Line: 3'],
    ['a row with too few fields', 'a,b\n1\n', 'source-unreadable', 'Expected Number of Columns: 2 Found: 1'],
    ['a quote that never ends', 'a,b\n1,"x\n', 'source-unreadable', 'unterminated quote'],
    ['another encoding', Buffer.from('a\nMüller\n', 'latin1'), 'source-unreadable', 'not utf-8'],
    ['a name twice', 'a,A\n1,2\n', 'source-unreadable', 'column "A" is there twice'],
    ['a column without name', 'a,,b\n1,2,3\n', 'source-unreadable', 'column 2 has no name'],
    ['other columns', { '1.csv': 'a,b\n', '2.csv': 'a,c\n' }, 'source-unreadable', 'it has no column b'],
    [
      'a cut gzip file',
      { 'x.csv.gz': gzipSync('a\n1\n2\n').subarray(0, 20) },
      'source-unreadable',
      'not complete',
    ],
  ])('%s is an error that says so, without repeating rows', async (_name, texts, code, part) => {
    const error = await failureOf(readText(texts))
    expect(error).toMatchObject({ code, message: expect.stringContaining(part) })
    expect(error?.message).not.toContain('Original Line')
  })

  test.each([
    ['ordres.csv', 'there is no such file or folder'],
    ['2026/orders.csv', 'there is no such file or folder'],
    ['refunds-*.csv', 'no file matches the pattern'],
    ['.', 'the folder has no file ending in .csv or .csv.gz'],
  ])('%s does not exist: the error names what does', async (path, reason) => {
    const folder = join(testData.folder, `case-${(files += 1)}`)
    await mkdir(folder)
    await writeFile(join(folder, 'orders.txt'), 'a\n1\n')
    const source = csv(join(folder, path))
    await expect(source.open(testContext(testData.data))).rejects.toMatchObject({
      code: 'source-not-found',
      found: ['orders.txt'],
      message: expect.stringContaining(reason),
    })
  })

  test.each(['orders.csv', 'orders.csv.gz', 'orders/part-1.csv'])(
    '%s is found without its extension',
    async file => {
      const folder = join(testData.folder, `case-${(files += 1)}`)
      await mkdir(join(folder, 'orders'), { recursive: true })
      if (!file.includes('/')) await rm(join(folder, 'orders'), { recursive: true })
      await writeFile(join(folder, file), file.endsWith('.gz') ? gzipSync('a\n1\n') : 'a\n1\n')
      const source = csv(join(folder, 'orders'))
      const snapshot = await source.open(testContext(testData.data))
      expect((await snapshot.schema(source)).columns).toMatchObject([{ name: 'a', type: 'number' }])
      await snapshot.close()
    },
  )

  test('a name with the characters of patterns is a name', async () => {
    expect((await readText({ 'a[1].csv': 'x\n1\n' })).rows).toEqual([{ x: 1 }])
  })

  test('a file that is written to while it is read is an error that may be tried again', async () => {
    const path = join(testData.folder, 'growing.csv')
    await writeFile(path, 'a\n1\n')
    const snapshot = await csv(path).open(testContext(testData.data))
    await writeFile(path, 'a\n1\n2\n')
    await expect(snapshot.close()).rejects.toMatchObject({
      code: 'source-changed',
      retry: 'later',
    })
  })
})
