import { plain } from '../../format/numbers.ts'

const width = 120
const height = 14

/** Where the middle half and the middle nine tenths of numbers lie. */
export function QuantileBox({
  min,
  max,
  quantiles,
}: {
  readonly min: number
  readonly max: number
  readonly quantiles: readonly number[]
}) {
  const [q05 = min, q25 = min, q50 = min, q75 = max, q95 = max] = quantiles
  const x = (value: number) => (max === min ? width / 2 : ((value - min) / (max - min)) * (width - 2) + 1)
  const words = `A quarter is below ${plain(q25)}, half below ${plain(q50)}, three quarters below ${plain(q75)}`
  return (
    <svg
      className="quantiles"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={words}
    >
      <line x1={x(min)} x2={x(max)} y1="7" y2="7" className="whisker faint" />
      <line x1={x(q05)} x2={x(q95)} y1="7" y2="7" className="whisker" />
      <rect x={x(q25)} width={Math.max(1, x(q75) - x(q25))} y="3" height="8" className="box" />
      <line x1={x(q50)} x2={x(q50)} y1="1.5" y2="12.5" className="middle" />
    </svg>
  )
}
