import type { Notice } from '../incidents/channel.ts'
import { testNotice } from './test-notice.ts'

/** Texts that a service would make something of, or that break a message apart. */
export const hostileTexts: readonly { readonly name: string; readonly text: string }[] = [
  { name: 'HTML', text: `<script>alert(1)</script> <b>fat</b> <img src=x onerror="alert('1')">` },
  { name: 'what looks escaped', text: `R&D &amp; &lt;b&gt; &#x41;` },
  { name: 'a mention', text: `@channel <!channel> <!here> <@U024BE7LH> <#C024BE7LR> <at>everyone</at>` },
  {
    name: 'a link',
    text: `<https://evil.example.com|Reset your password> [Reset](https://evil.example.com)`,
  },
  { name: 'markdown', text: '*bold* _italic_ ~gone~ `code` **fat** # head > quote - item ```pre``` :tada:' },
  { name: 'a template', text: `{{DATE(2017-02-14T06:08Z)}} \${title} %s %0A {0}` },
  { name: 'a line break', text: `Acme\r\nBcc: victim@example.com\r\n\r\n<p>body</p>\n.\nQUIT` },
  { name: 'text from right to left', text: 'נעלי אקמה · أحذية أكمي 10%' },
  { name: 'text of many scripts and emoji', text: '東京 👩‍👩‍👧 é e\u0301 🛒' },
]

/** A notice in which every string of a human is `text`, or has it inside. */
export function hostileNotice(text: string): Notice {
  const notice = testNotice({ client: text })
  const [occurrence] = notice.incident.occurrences
  if (occurrence === undefined) return notice
  return {
    ...notice,
    incident: {
      ...notice.incident,
      rootCause: text,
      headline: text,
      likelyCause: text,
      occurrences: [
        {
          ...occurrence,
          deployment: { name: text, label: text },
          pipeline: text,
          run: text,
          step: text,
          headline: text,
          rootCause: text,
          resource: text,
          notDone: [text],
          unaffected: [text],
          next: [text],
        },
      ],
      events: [{ at: notice.at, kind: 'opened', who: text, text }],
    },
    message: {
      title: `BLOCKED · ${text}`,
      headline: text,
      likelyCause: text,
      evidence: [text],
      affected: [text],
      unaffected: [text],
      seen: text,
      commands: [text],
      links: [{ label: text, url: 'https://sluice.example.com/incidents/INC-7' }],
    },
  }
}
