import { useEffect } from 'react'
import { useLocation } from 'wouter'

/** What somebody sees whom the server does not know: the provider's login, or a token. */
export function LoginPage() {
  const [path] = useLocation()
  const back = `${path}${location.search}`
  useEffect(() => {
    document.title = 'Log in · Sluice'
  }, [])
  return (
    <main className="login">
      <div className="card stack">
        <p className="brand">
          <img src="/icon.svg" alt="" width="22" height="22" />
          Sluice
        </p>
        <h1>Log in</h1>
        <p className="quiet">This server wants to know who looks before it shows anything.</p>
        <a className="button primary" href={`/v1/login?return=${encodeURIComponent(back)}`}>
          Log in
        </a>
        <form method="post" action="/v1/login/token" className="stack-close">
          <input type="hidden" name="return" value={back} />
          {/* Managers of passwords want to know whose it is. */}
          <input type="text" name="username" autoComplete="username" value="token" readOnly hidden />
          <label className="field">
            <span>Or show a token</span>
            <input type="password" name="token" autoComplete="current-password" required />
            <small>
              Made with <code>sluice token create</code>. It is kept nowhere; the session lasts until you log
              out or it ends.
            </small>
          </label>
          <button type="submit" className="button">
            Log in with the token
          </button>
        </form>
      </div>
    </main>
  )
}
