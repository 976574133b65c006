import { number, percent, quote } from '../../checks/wording.ts'

/** How far a raw column moved, and how much the model depends on it. */
export interface ColumnShift {
  readonly name: string
  /** Of numbers in standard deviations of training, of categories the share of rows that moved. */
  readonly shift: number
  /** In any unit, the same for all columns. */
  readonly importance: number
}

/** A column by what it may have to do with a shift of the scores. */
export interface RankedShift extends ColumnShift {
  /** Importance × shift as a share of that of all columns. */
  readonly share: number
}

const shown = { share: 0.1, most: 3 } as const

/** Columns by importance × shift, the largest first: what to look at when scores have moved. */
export function rankShifts(columns: readonly ColumnShift[]): readonly RankedShift[] {
  const weight = ({ shift, importance }: ColumnShift) => Math.abs(shift) * Math.abs(importance)
  const whole = columns.reduce((sum, column) => sum + weight(column), 0)
  return columns
    .map(column => ({ ...column, share: whole === 0 ? 0 : weight(column) / whole }))
    .toSorted((a, b) => b.share - a.share)
}

/** The first of ranked columns in words. */
export function rankedWords(ranked: readonly RankedShift[]): string {
  const named = ranked.filter(({ share }) => share >= shown.share).slice(0, shown.most)
  if (named.length === 0) return 'no column stands out'
  return named
    .map(
      ({ name, share, shift }) =>
        `${quote(name)} ${percent(share)} (moved by ${number(shift)} standard deviations)`,
    )
    .join(', ')
}
