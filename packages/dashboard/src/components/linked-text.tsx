import { splitLinks } from '../format/split-links.ts'

/** A text from data, with the addresses in it as links: they open apart and learn nothing of this page. */
export function LinkedText({ text }: { readonly text: string }) {
  return splitLinks(text).map(({ text: part, url }, i) =>
    url === undefined ? (
      part
    ) : (
      <a key={i} href={url} target="_blank" rel="noreferrer noopener">
        {part}
      </a>
    ),
  )
}
