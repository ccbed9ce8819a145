import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface BuiltPage {
  /** Refers to /app.js and /app.css. */
  html: string;
  js: string;
  css: string;
}

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Slack of the sandbox</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 36 36'%3E%3Crect width='36' height='36' rx='8' fill='%2312436d'/%3E%3Cpath d='M0 24c3-2.400 6-2.400 9 0s6 2.400 9 0 6-2.400 9 0 6 2.400 9 0v4a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8z' fill='%232b9fd9'/%3E%3Crect x='11' y='8' width='14' height='10' rx='1' fill='%23f2c14e'/%3E%3C/svg%3E">
<link rel="stylesheet" href="/app.css">
</head>
<body>
<div id="root"></div>
<noscript>This page needs JavaScript.</noscript>
<script type="module" src="/app.js"></script>
</body>
</html>
`;

/** Bundles the page in memory, minified; takes some tenths of a second and no network. Throws esbuild's errors. */
export async function buildPage(): Promise<BuiltPage> {
  const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  const result = await build({
    entryPoints: [
      { in: here('main.tsx'), out: 'page' },
      { in: here('styles/page.css'), out: 'page' },
    ],
    outdir: '/',
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
    legalComments: 'none',
  });
  const text = (ending: string) => result.outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  return { html: HTML, js: text('.js'), css: text('.css') };
}
