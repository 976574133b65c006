/** The session of a browser; pages cannot read it. */
export const sessionCookie = '__Host-sluice-session'
/** What pages send back in {@link csrfHeader}; of no use without the session. */
export const csrfCookie = '__Host-sluice-csrf'
/** What a login is about while somebody is at the provider. */
export const loginCookie = '__Host-sluice-login'
export const csrfHeader = 'x-sluice-csrf'

/** The value of a cookie in the header of a request; undefined where it is not there or there more than once. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  const found = (header ?? '').split(';').flatMap(pair => {
    const at = pair.indexOf('=')
    return at > 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : []
  })
  return found.length === 1 && found[0] !== '' ? found[0] : undefined
}

/** A cookie of this host alone, over encrypted connections alone; `seconds` 0 removes it. */
export function cookieText(
  name: string,
  value: string,
  { seconds, readable = false }: { readonly seconds: number; readonly readable?: boolean },
): string {
  const hidden = readable ? '' : '; HttpOnly'
  return `${name}=${value}; Path=/; Secure${hidden}; SameSite=Lax; Max-Age=${Math.floor(seconds)}`
}
