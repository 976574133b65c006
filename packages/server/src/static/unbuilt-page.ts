/** What is shown where the pages are not built; the API answers all the same. */
export const unbuiltPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sluice</title>
  </head>
  <body>
    <h1>The pages are not built</h1>
    <p>This server answers its API, described in <a href="/openapi.json">/openapi.json</a>. Its pages have to be built once:</p>
    <pre>npm run build</pre>
    <p>Then load this page again; the server need not be started anew.</p>
  </body>
</html>
`
