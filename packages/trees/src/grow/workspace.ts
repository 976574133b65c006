import type { OwnRows } from './own-rows.ts'

/** Sizes from which the shared memory of a job is laid out. */
export interface Sizes {
  readonly rows: number
  readonly outputs: number
  /** Bins of each column with that of missing values. */
  readonly bins: readonly number[]
  /** Histograms that are kept at once, at most one per leaf. */
  readonly slots: number
  readonly leaves: number
  readonly threads: number
  /** Numbers in the tables of the loss. */
  readonly lossTables: number
}

/** Shared memory of a job, as each thread sees it. */
export interface Workspace {
  /** Codes row by row. */
  readonly rowMajor: Uint8Array
  /** Gradients and hessians of several outputs; see {@link wordsOf}. */
  readonly words: Int32Array
  /**
   * Number and word of each row, at the positions of its owner: the sampled ones first, those of each leaf together and
   * ascending.
   */
  readonly order: Int32Array
  readonly moved: Int32Array
  /** Codes of the column that the kernel divides rows by; each thread has those of its rows. */
  readonly column: Uint8Array
  /** 256 numbers for each thread: 1 for each code that goes left. */
  readonly tables: Uint8Array
  readonly target: Float64Array
  /** Margin of each row, output after output. */
  readonly scores: Float64Array
  /** Tables of an objective that the kernel knows. */
  readonly lossTables: Float64Array
  /** Histograms: one per slot, then one per thread; a gradient and a hessian per bin. */
  readonly histograms: Float64Array
  /** Sums of packed words for the kernel, 256 per column and thread. */
  readonly packed: Uint8Array
  /** Splits that were found, per child and column; see `found.ts`. */
  readonly found: Float64Array
  /** 256 bits per child and column: the bins that go left. */
  readonly foundSets: Int32Array
  /** Rows of each thread that went left at a node, for even and odd nodes. */
  readonly lefts: Int32Array
  /** Start and count of each leaf's rows, for each thread. */
  readonly parts: Int32Array
  /** Two sums, or two maxima, of each thread, of gradients and of hessians; and how many rows it drew. */
  readonly totals: Float64Array
  /** Values of leaves that threads share out. */
  readonly values: Float64Array
}

/** Numbers kept of a split that was found. */
export const foundFields = 8
/** Rows whose gradients are computed at once. */
export const blockRows = 2048

/** Bytes of each array, and how many in all. */
export function layoutOf(sizes: Sizes): {
  readonly at: Readonly<Record<keyof Workspace, number>>
  readonly bytes: number
} {
  let bytes = 0
  const lengths = lengthsOf(sizes)
  const at = Object.fromEntries(
    Object.entries(lengths).map(([name, [length, size]]) => {
      const start = bytes
      bytes += Math.ceil((length * size) / 64) * 64 + 64
      return [name, start]
    }),
  ) as Record<keyof Workspace, number>
  return { at, bytes }
}

/** Items of each array and bytes of an item. */
function lengthsOf({
  rows,
  outputs,
  bins,
  slots,
  leaves,
  threads,
  lossTables,
}: Sizes): Record<keyof Workspace, readonly [number, number]> {
  const columns = bins.length
  return {
    rowMajor: [rows * columns + 8, 1],
    words: [outputs > 1 ? rows * outputs : 0, 4],
    order: [2 * rows, 4],
    moved: [2 * rows, 4],
    column: [rows, 1],
    tables: [256 * threads, 1],
    target: [rows, 8],
    scores: [rows * outputs, 8],
    lossTables: [lossTables, 8],
    histograms: [2 * totalOf(bins) * (slots + threads), 8],
    packed: [threads * columns * 256 * 8, 1],
    found: [2 * columns * foundFields, 8],
    foundSets: [2 * columns * 8, 4],
    lefts: [2 * threads, 4],
    parts: [2 * threads * leaves, 4],
    totals: [threads * 3, 8],
    values: [leaves, 8],
  }
}

/** The arrays of a job over its memory. */
export function workspaceOf(buffer: SharedArrayBuffer, sizes: Sizes): Workspace {
  const { at } = layoutOf(sizes)
  const lengths = lengthsOf(sizes)
  const bytes = (name: keyof Workspace) => new Uint8Array(buffer, at[name], lengths[name][0])
  const ints = (name: keyof Workspace) => new Int32Array(buffer, at[name], lengths[name][0])
  const doubles = (name: keyof Workspace) => new Float64Array(buffer, at[name], lengths[name][0])
  return {
    rowMajor: bytes('rowMajor'),
    words: ints('words'),
    order: ints('order'),
    moved: ints('moved'),
    column: bytes('column'),
    tables: bytes('tables'),
    target: doubles('target'),
    scores: doubles('scores'),
    lossTables: doubles('lossTables'),
    histograms: doubles('histograms'),
    packed: bytes('packed'),
    found: doubles('found'),
    foundSets: ints('foundSets'),
    lefts: ints('lefts'),
    parts: ints('parts'),
    totals: doubles('totals'),
    values: doubles('values'),
  }
}

/**
 * Gradient and hessian of a member's rows for an output, in the order of its positions. Of one output they lie where rows
 * are moved while the tree grows: the tree takes them before.
 */
export function wordsOf(
  { words, moved }: Pick<Workspace, 'words' | 'moved'>,
  { rows, outputs }: Pick<Sizes, 'rows' | 'outputs'>,
  output: number,
  { at, count }: OwnRows,
): Int32Array {
  return outputs === 1
    ? moved.subarray(2 * at, 2 * at + count)
    : words.subarray(output * rows + at, output * rows + at + count)
}

function totalOf(bins: readonly number[]): number {
  return bins.reduce((sum, count) => sum + count, 0)
}

/** How many histograms of these columns are kept: one per leaf where `bytes` allow it. */
export function slotsFor(leaves: number, bins: readonly number[], bytes: number): number {
  return Math.max(2, Math.min(leaves, Math.floor(bytes / (16 * totalOf(bins)))))
}
