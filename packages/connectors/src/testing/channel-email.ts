import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import type { ChannelWorld, Misbehaviour } from '@sluice/core/testing'
import { email, type EmailOptions } from '../email/channel.ts'
import { readHtml, receivedMail, type ReceivedMail } from './received-mail.ts'
import { testCertificate } from './test-certificate.ts'

const user = 'planted-user-of-smtp'
const pass = 'planted-password-of-smtp'
const domain = 'example.com'

/** An SMTP server that wants encryption and a login, and a channel that sends through it. */
export interface EmailWorld extends ChannelWorld {
  mails(): readonly ReceivedMail[]
}

/** How a server of a test differs: `refusedTo` is a recipient whom it does not know. */
export interface EmailWorldChange {
  readonly options?: Partial<EmailOptions>
  readonly starttls?: boolean
  /** Encrypted from the start. */
  readonly secure?: boolean
  /** Whom the channel trusts. */
  readonly authority?: string
  readonly refusedTo?: string
}

/** Starts them. The mailbox drops an e-mail whose Message-ID it has. */
export async function openEmail(change: EmailWorldChange = {}): Promise<EmailWorld> {
  const { options, starttls = true, secure = false, authority = testCertificate.cert, refusedTo } = change
  const mailbox = new Map<string, ReceivedMail>()
  const envelopes: string[] = []
  let how: Misbehaviour | undefined
  const smtp = new SMTPServer({
    ...testCertificate,
    secure,
    authMethods: ['PLAIN', 'LOGIN'],
    hideSTARTTLS: !starttls,
    disabledCommands: starttls ? [] : ['STARTTLS'],
    allowInsecureAuth: false,
    onAuth({ username = '', password }, _session, done) {
      if (how === 'refuse' || username !== user || password !== pass) {
        return done(replyError(535, `5.7.8 ${username} with ${String(password)} is not known`))
      }
      done(null, { user: username })
    },
    onMailFrom(_address, _session, done) {
      done(how === 'throttle' ? replyError(451, `4.7.0 ${pass}: too many messages`) : null)
    },
    onRcptTo({ address }, _session, done) {
      done(address === refusedTo ? replyError(550, `5.1.1 ${address} is not known`) : null)
    },
    onData(stream, session: SMTPServerSession, done) {
      const parts: Buffer[] = []
      stream.on('data', part => parts.push(part as Buffer))
      stream.on('end', () => {
        const raw = Buffer.concat(parts).toString('utf8')
        envelopes.push(raw, session.envelope.rcptTo.map(({ address }) => address).join(' '))
        if (how === 'fail') return done(replyError(451, `4.3.0 ${pass}: local error`))
        const mail = receivedMail(raw)
        const id = mail.headers.get('message-id') ?? raw
        if (!mailbox.has(id)) mailbox.set(id, mail)
        done()
      })
    },
  })
  await new Promise<void>(resolve => smtp.listen(0, '127.0.0.1', () => resolve()))
  const front = await openFront((smtp.server.address() as AddressInfo).port, () => how)
  return {
    channel: email({
      server: {
        host: '127.0.0.1',
        port: front.port,
        secure,
        user: 'env:SMTP_USER',
        password: 'env:SMTP_PASSWORD',
        ca: authority,
      },
      from: `Sluice <sluice@${domain}>`,
      to: [`Data Team <data@${domain}>`],
      ...options,
    }),
    secrets: { 'env:SMTP_USER': user, 'env:SMTP_PASSWORD': pass },
    told: () => [...mailbox.values()].map(toldOf),
    mails: () => [...mailbox.values()],
    log: () => envelopes,
    misbehave: now => void (how = now),
    close: async () => {
      await front.close()
      await new Promise<void>(resolve => smtp.close(() => resolve()))
    },
  }
}

function replyError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}

/** Passes connections on, unless the server is to misbehave before a word is said. */
async function openFront(port: number, how: () => Misbehaviour | undefined) {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    const now = how()
    if (now === 'close') return void socket.destroy()
    if (now === 'hang') return
    if (now === 'garbage') return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n<html>no</html>\r\n')
    const behind = connect(port, '127.0.0.1')
    sockets.add(behind)
    behind.on('error', () => socket.destroy())
    socket.on('close', () => behind.destroy())
    socket.pipe(behind).pipe(socket)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

const ourHeaders = new Set(
  [
    'from',
    'to',
    'subject',
    'message-id',
    'in-reply-to',
    'references',
    'date',
    'mime-version',
    'content-type',
  ].concat('auto-submitted'),
)

/** As a program of e-mail shows it: subject and HTML; a header that is not ours was smuggled in. */
function toldOf({ headers, html }: ReceivedMail) {
  const { text, active } = readHtml(html)
  const smuggled = [...headers.keys()].filter(name => !ourHeaders.has(name))
  const thread = (headers.get('references') ?? '').split(' ')[0] ?? ''
  return { thread, text: `${headers.get('subject') ?? ''}\n${text}`, active: [...active, ...smuggled] }
}
