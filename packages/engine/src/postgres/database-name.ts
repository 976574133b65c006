import { DatabaseUrlInvalid } from '../errors/database-url-invalid.ts'

/**
 * How messages name a database: `host:port/name`, without user and password.
 *
 * @throws DatabaseUrlInvalid, which does not show the URL
 */
export function databaseName(url: string): string {
  // The error of `new URL` carries the whole text, password included.
  if (!URL.canParse(url)) throw new DatabaseUrlInvalid({ reason: 'is not a URL' })
  const { protocol, hostname, port, pathname, searchParams } = new URL(url)
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') {
    throw new DatabaseUrlInvalid({ reason: `begins with "${protocol}" and not with postgres:` })
  }
  const host = hostname === '' ? (searchParams.get('host') ?? 'localhost') : hostname
  return `${host}:${port === '' ? '5432' : port}${pathname}`
}
