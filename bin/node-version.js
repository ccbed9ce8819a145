'use strict';

// Ends a process whose Node is too old with one sentence. The launcher requires it, every npm script runs it first.
// CommonJS in the words of Node 10, because such a Node reads it.

const { engines } = require('../package.json');

const wanted = engines.node.replace(/^>=/, '');
if (isOlder(process.versions.node, wanted)) {
  console.error(
    `Sluice needs Node ${wanted} or newer, but this is Node ${process.versions.node}: install Node 24, or run "npm ci" ` +
      'in its own folder, which puts one there (on most platforms) for "npx sluice" and "npm run".',
  );
  process.exit(1);
}

function isOlder(found, needed) {
  const a = found.split('.').map(Number);
  const b = needed.split('.').map(Number);
  for (let i = 0; i < 3; i += 1) {
    if ((a[i] || 0) !== (b[i] || 0)) return (a[i] || 0) < (b[i] || 0);
  }
  return false;
}
