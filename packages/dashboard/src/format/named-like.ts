/** Something of a client. */
interface OfClient {
  readonly deployment: string
  readonly label?: string | undefined
}

/** Those whose label or name has the text, whatever its case. */
export function namedLike<T extends OfClient>(items: readonly T[], text: string): readonly T[] {
  const wanted = text.trim().toLocaleLowerCase()
  if (wanted === '') return items
  return items.filter(({ deployment, label = '' }) =>
    `${label}\n${deployment}`.toLocaleLowerCase().includes(wanted),
  )
}
