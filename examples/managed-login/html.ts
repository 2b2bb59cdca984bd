import { html, type SafeHtml } from '@remix-run/html-template'

export { html }

/** Returns a page. Values in its body are escaped by `html`. */
export function page (title: string, body: SafeHtml): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`)
}
