import { Link } from 'wouter'

/** The name, leading to the first page. */
export function Brand() {
  return (
    <Link href="/" className="brand">
      <img src="/icon.svg" alt="" width="22" height="22" />
      Sluice
    </Link>
  )
}
