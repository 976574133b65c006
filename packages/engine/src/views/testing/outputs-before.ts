const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]

/** Outputs of steps in a journal that was made before it knew which content is in them. */
export const outputsBefore: readonly (readonly [step: string, output: string | null])[] = [
  [
    'deep',
    JSON.stringify({
      tables: [{ orders: { kind: 'dataset', digest: a, rows: 1 } }, { kind: 'artifact', digest: b }],
    }),
  ],
  ['none', null],
  ['other', JSON.stringify({ kind: 'dataset', digest: 'not one' })],
  ['plain', JSON.stringify('"digest"')],
  ['whole', JSON.stringify({ kind: 'dataset', digest: a, rows: 1 })],
]

/** The content that it knows of afterwards. */
export const contentAfter = [
  { digest: b, run: 'r', step: 'deep', kind: 'artifact' },
  { digest: a, run: 'r', step: 'deep', kind: 'dataset' },
  { digest: a, run: 'r', step: 'whole', kind: 'dataset' },
] as const
