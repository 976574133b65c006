/** A small value as text. */
export function JsonBlock({ value, label }: { readonly value: unknown; readonly label: string }) {
  return (
    // oxlint-disable-next-line -- what scrolls must be reachable by keyboard
    <pre className="json" tabIndex={0} role="group" aria-label={label}>
      {typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)}
    </pre>
  )
}
