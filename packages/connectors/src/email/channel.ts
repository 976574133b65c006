import { OptionInvalid, type Channel, type ChannelContext, type Notice, type Thread } from '@sluice/core'
import { addressesOf } from './addresses.ts'
import { emailContent } from './message.ts'
import { checkedServer, type EmailServer } from './server.ts'

/** From whom, to whom and through which server. */
export interface EmailOptions {
  readonly server: EmailServer
  /** Such as `Sluice <sluice@example.com>`. */
  readonly from: string
  readonly to: string | readonly string[]
  /** Tells two channels of one configuration apart; default `email`. */
  readonly name?: string
}

/**
 * Tells incidents by e-mail over SMTP, as text and HTML; all of an incident are one conversation. Unless the server is
 * on this machine, nothing is sent over a connection that is not encrypted. An e-mail that the server takes for some
 * recipients only is sent; the others are `refused` in the thread.
 *
 * @throws OptionInvalid or SecretNotAReference for options that cannot work.
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { email } from '@sluice/connectors'
 *
 * const mail = email({
 *   server: { host: 'smtp.example.com', port: 587, user: 'env:SMTP_USER', password: 'env:SMTP_PASSWORD' },
 *   from: 'Sluice <sluice@example.com>',
 *   to: ['data@example.com'],
 * })
 * assert.equal(mail.name, 'email')
 * ```
 */
export function email({ server, from, to, name = 'email' }: EmailOptions): Channel {
  const checked = checkedServer(server)
  const [sender = ''] = addressesOf('from', from)
  const named = typeof to === 'string' ? [to] : [...to]
  const recipients = named.flatMap(address => addressesOf('to', address))
  if (recipients.length === 0) {
    throw new OptionInvalid({ of: 'email', option: 'to', value: '[]', expected: 'at least one address' })
  }
  const domain = sender.slice(sender.lastIndexOf('@') + 1)
  const send = async (notice: Notice, thread: Thread | undefined, { secret, signal }: ChannelContext) => {
    const { user, password } = checked
    const login =
      user === undefined || password === undefined
        ? undefined
        : { user: secret(user), pass: secret(password) }
    const { messageId, subject } = thread ?? {}
    const earlier = messageId === undefined || subject === undefined ? undefined : { messageId, subject }
    const { references, ...content } = emailContent(notice, earlier, { channel: name, domain })
    // TLS and the making of mails are loaded with the first mail, not by every start.
    const [{ default: MailComposer }, { submit }] = await Promise.all([
      import('nodemailer/lib/mail-composer'),
      import('./submit.ts'),
    ])
    const message = await new MailComposer({
      ...content,
      references: [...references],
      from,
      to: named,
      date: notice.at,
      headers: { 'Auto-Submitted': 'auto-generated' },
      textEncoding: 'base64',
      xMailer: false,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
      .compile()
      .build()
    const mail = { from: sender, to: recipients, message }
    const refused = await submit(name, { server: checked, login, mail }, signal)
    // Sent again for them, the others would have it twice.
    const first = earlier ?? { messageId: content.messageId, subject: content.subject }
    return refused.length === 0 ? first : { ...first, refused: refused.join(' ') }
  }
  return Object.freeze({ kind: 'email', name, send })
}
