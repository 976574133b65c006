import type { Service } from './services.ts'

/** Where the services are that the compose file takes from other images, and where the server listens. */
export interface Places {
  /** URL of a database of PostgreSQL, with the account. */
  readonly postgres: string
  /** `http://key:secret@host:port/bucket`. */
  readonly s3: string
  /** The port of the server on this machine. */
  readonly port: number
}

/** A service as it runs on this machine: the same command and the same names of settings, with the addresses here. */
export function onThisMachine(service: Service, { postgres, s3, port }: Places): Service {
  const store = new URL(s3)
  const here: Readonly<Record<string, string>> = {
    DATABASE_URL: postgres,
    AWS_ACCESS_KEY_ID: decodeURIComponent(store.username),
    AWS_SECRET_ACCESS_KEY: decodeURIComponent(store.password),
    AWS_ENDPOINT_URL_S3: store.origin,
    SLUICE_STORE: `s3:/${store.pathname}/compose-${new URL(postgres).pathname.slice(1)}`,
  }
  const unknown = Object.keys(here).filter(name => !(name in service.environment))
  if (unknown.length > 0) throw new Error(`${service.name} has no ${unknown.join(', ')} in the compose file`)
  const local = service.command.map(word => (word === '0.0.0.0' ? '127.0.0.1' : word))
  const command = local[0] === 'serve' ? [...local, '--port', String(port)] : local
  return { ...service, command, environment: { ...service.environment, ...here } }
}
