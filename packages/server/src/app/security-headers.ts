/** What every answer says to a browser, unless it says it itself. */
const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

/** Data is not a page: nothing in it runs, is loaded, or is shown in a frame. */
const ofData = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
}

/** Headers of an answer of the API. */
export const dataHeaders: Readonly<Record<string, string>> = { ...always, ...ofData }

/**
 * Headers of the pages: scripts and styles only from the server's own files, and the hashes of scripts that stand in
 * the page, where it has some.
 */
export function pageHeaders(scriptHashes: readonly string[] = []): Readonly<Record<string, string>> {
  const scripts = ["'self'", ...scriptHashes.map(hash => `'sha256-${hash}'`)].join(' ')
  const policy = [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    // The evaluation report of a model, which has a stricter policy of its own.
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]
  return { ...always, 'content-security-policy': policy.join('; '), 'cache-control': 'no-cache' }
}

/** Where TLS ends in front of the server: browsers keep to it for a year. */
export function transportHeaders(publicUrl: string | undefined): Readonly<Record<string, string>> {
  return publicUrl?.startsWith('https:') === true
    ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }
    : {}
}
