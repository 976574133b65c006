import { escapedHtml } from '@sluice/core'
import { reply, type Reply } from '../http/reply.ts'

/** Nothing runs in it, nothing is loaded, nobody frames it, and its form goes to this server. */
const policy = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** A page of the login itself, which needs neither scripts nor the dashboard. */
export function loginPage(
  status: number,
  { title, text, body = '' }: { readonly title: string; readonly text: string; readonly body?: string },
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${escapedHtml(title)} – Sluice</title></head>
<body><main><h1>${escapedHtml(title)}</h1><p>${escapedHtml(text)}</p>
${body}</main></body></html>
`
  return reply(status, page, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...headers,
  })
}

/** The form in which somebody logs in with a token. */
export function tokenForm(to: string): string {
  return `<form method="post" action="/v1/login/token">
<input type="hidden" name="return" value="${escapedHtml(to)}">
<p><label>Token <input type="password" name="token" autocomplete="current-password" required autofocus></label></p>
<p><button type="submit">Log in</button></p>
</form>
`
}

/** Where to begin again. */
export const beginAgain = '<p><a href="/v1/login">Log in</a></p>\n'

/** Too many logins of an address have failed. */
export function tooOften(wait: number): Reply {
  const seconds = Math.max(1, Math.ceil(wait))
  const text = `Too many logins from your address have failed. Try again in ${seconds} s.`
  return loginPage(429, { title: 'Too many logins', text }, { 'retry-after': String(seconds) })
}
