const here = 'http://sluice.invalid'

/** Where to go after a login: a path of this server, whatever was asked for; `/` for anything else. */
export function returnPath(asked: string | null | undefined): string {
  if (asked === null || asked === undefined || asked.length > 2000) return '/'
  // Browsers take a backslash for a slash, and drop tabs and line ends.
  if (!/^\/(?![/\\])[\x21-\x7E]*$/.test(asked) || asked.includes('\\')) return '/'
  const url = URL.canParse(asked, here) ? new URL(asked, here) : undefined
  if (url?.origin !== here || url.pathname.startsWith('//') || url.pathname.startsWith('/v1/log')) return '/'
  return `${url.pathname}${url.search}${url.hash}`
}
