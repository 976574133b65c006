/** A share as a small bar; the number stands beside it. */
export function Meter({
  share,
  label,
  tone = 'idle',
}: {
  readonly share: number
  readonly label: string
  readonly tone?: 'idle' | 'bad' | 'good'
}) {
  return (
    <span className={`meter meter-${tone}`} role="img" aria-label={`${label} ${Math.round(share * 100)} %`}>
      <i style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
    </span>
  )
}
