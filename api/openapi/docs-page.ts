import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { send } from '@koa/send';
import type { Middleware } from 'koa';

const files = new Set(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']);

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cadenza API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

// In a file of its own, because the content security policy refuses inline scripts.
const start = `SwaggerUIBundle({ url: '/v1/openapi.json', dom_id: '#docs', deepLinking: true, defaultModelsExpandDepth: 0, validatorUrl: null });\n`;

/** The readable page of the OpenAPI document, served from our own origin without anything from outside. */
export function docsPage(): Middleware {
  const root = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
  return async (ctx, next) => {
    if (ctx.method !== 'GET' || !/^\/docs(\/|$)/.test(ctx.path)) return next();
    const file = ctx.path.slice('/docs/'.length);
    if (file === '') {
      ctx.type = 'html';
      ctx.body = page;
    } else if (file === 'start.js') {
      ctx.type = 'text/javascript';
      ctx.body = start;
    } else if (files.has(file)) {
      await send(ctx, file, { root, maxage: 3_600_000 });
    } else {
      ctx.status = 404;
    }
  };
}
