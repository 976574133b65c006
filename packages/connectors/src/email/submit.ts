import SmtpConnection from 'nodemailer/lib/smtp-connection'
import { ChannelNotTold } from '../errors/channel-not-told.ts'
import { aborted } from '../shared/channel/ask.ts'
import type { CheckedServer } from './server.ts'

/** A message ready to be handed over. */
export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly message: Buffer
}

/** What the server is told about who we are. */
export interface Login {
  readonly user: string
  readonly pass: string
}

/**
 * Hands an e-mail to a server: connect, encrypt, log in, send. The recipients that the server refused, while it took
 * the e-mail for others.
 *
 * @throws ChannelNotTold when the server took it for nobody.
 */
export async function submit(
  channel: string,
  {
    server,
    login,
    mail,
  }: { readonly server: CheckedServer; readonly login: Login | undefined; readonly mail: Mail },
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (signal.aborted) throw new ChannelNotTold({ channel, reason: 'no answer in time', retry: 'later' })
  const { host, port, secure, starttls, ca } = server
  const connection = new SmtpConnection({
    host,
    port,
    secure,
    requireTLS: starttls,
    ignoreTLS: !starttls,
    socketCloseTimeout: 0,
    logger: false,
    tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
  })
  const failed = new Promise<never>((_, reject) => connection.on('error', reject))
  try {
    return await Promise.race([exchange(connection, login, mail), failed, aborted(signal)])
  } catch (error) {
    if (signal.aborted) throw new ChannelNotTold({ channel, reason: 'no answer in time', retry: 'later' })
    throw smtpError(channel, error)
  } finally {
    connection.close()
  }
}

async function exchange(
  connection: SmtpConnection,
  login: Login | undefined,
  mail: Mail,
): Promise<readonly string[]> {
  await new Promise<void>((resolve, reject) => {
    connection.connect(error => (error === undefined ? resolve() : reject(error)))
  })
  if (login !== undefined) {
    await new Promise<void>((resolve, reject) => {
      connection.login(login, error => (error === null ? resolve() : reject(error)))
    })
  }
  const { from, to, message } = mail
  return new Promise((resolve, reject) => {
    connection.send({ from, to: [...to] }, message, (error, info) => {
      return error === null ? resolve(info?.rejected ?? []) : reject(error)
    })
  })
}

interface SmtpFailure {
  readonly code?: unknown
  readonly originalCode?: unknown
  readonly responseCode?: unknown
  readonly message?: unknown
}

/** Only codes: texts of servers repeat what they were told, the password among it. */
function smtpError(channel: string, error: unknown): ChannelNotTold {
  const { code, originalCode, responseCode, message } = error as SmtpFailure
  const word = [originalCode, code].find(
    value => typeof value === 'string' && /^[A-Z][A-Z_0-9]{2,40}$/.test(value),
  )
  const serviceCode = word as string | undefined
  if (
    typeof message === 'string' &&
    /certificate|altname/i.test(message) &&
    typeof responseCode !== 'number'
  ) {
    return new ChannelNotTold({
      channel,
      reason: 'its certificate is not trusted',
      retry: 'never',
      serviceCode,
    })
  }
  const status = typeof responseCode === 'number' && code !== 'EPROTOCOL' ? responseCode : undefined
  const isFinal = status === undefined ? never.has(String(code)) : status >= 500
  const reason =
    status === undefined ? (serviceCode ?? 'the connection failed') : `SMTP ${status}, ${serviceCode}`
  return new ChannelNotTold({ channel, reason, retry: isFinal ? 'never' : 'later', status, serviceCode })
}

/** Failures that the server did not give a number to and that another try meets again. */
const never: ReadonlySet<string> = new Set(['EAUTH', 'ENOAUTH', 'EENVELOPE', 'EMESSAGE', 'EREQUIRETLS'])
