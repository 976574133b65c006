/** An answer as a browser sees it. */
export interface Seen {
  readonly status: number
  readonly url: string
  readonly headers: Headers
  readonly text: string
}

/** What of a browser logging in matters: it keeps cookies by host, follows redirects, and says where a request is from. */
export interface Browser {
  readonly cookies: Map<string, Map<string, string>>
  /** Goes to an address and wherever it is sent, at most until `stopAt` says so of where it would go. */
  open(url: string, stopAt?: (url: string) => boolean): Promise<Seen>
  /** What a page of the server itself does. */
  send(
    method: string,
    url: string,
    more?: { readonly body?: string; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Seen>
  cookie(url: string, name: string): string | undefined
}

const mostRedirects = 20

/** A browser without anything in it. */
export function newBrowser(): Browser {
  const cookies = new Map<string, Map<string, string>>()
  const jarOf = (url: string) => {
    const { host } = new URL(url)
    const jar = cookies.get(host) ?? new Map<string, string>()
    cookies.set(host, jar)
    return jar
  }
  const ask = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const jar = jarOf(url)
    const headers = new Headers(init.headers)
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const text of response.headers.getSetCookie()) keep(jar, text)
    return response
  }
  const seen = async (url: string, response: Response): Promise<Seen> => ({
    status: response.status,
    url,
    headers: response.headers,
    text: await response.text(),
  })
  return {
    cookies,
    async open(first, stopAt = () => false) {
      let url = first
      for (let count = 0; count < mostRedirects; count += 1) {
        const response = await ask(url)
        const to = response.headers.get('location')
        if (to === null) return seen(url, response)
        const next = new URL(to, url).href
        if (stopAt(next)) return seen(next, response)
        await response.text()
        url = next
      }
      throw new Error(`more than ${mostRedirects} redirects from ${first}`)
    },
    async send(method, url, { body, headers = {} } = {}) {
      const own = { origin: new URL(url).origin, 'sec-fetch-site': 'same-origin' }
      return seen(
        url,
        await ask(url, { method, headers: { ...own, ...headers }, ...(body !== undefined && { body }) }),
      )
    },
    cookie: (url, name) => jarOf(url).get(name),
  }
}

function keep(jar: Map<string, string>, text: string): void {
  const [pair = '', ...attributes] = text.split(/; */)
  const at = pair.indexOf('=')
  const name = pair.slice(0, at)
  const isGone = attributes.some(attribute => /^(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute))
  if (isGone) jar.delete(name)
  else jar.set(name, pair.slice(at + 1))
}
