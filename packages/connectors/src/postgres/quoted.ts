/** An identifier of PostgreSQL in quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
