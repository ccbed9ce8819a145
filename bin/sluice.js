#!/usr/bin/env node
'use strict';

// CommonJS in the words of Node 10, so that a Node that is too old can still say so. Nothing newer may stand here
// outside of start().

const { engines } = require('../package.json');

const wanted = engines.node.replace(/^>=/, '');
if (isOlder(process.versions.node, wanted)) {
  console.error(
    `Sluice needs Node ${wanted} or newer, but this is Node ${process.versions.node}: ` +
      'install Node 24, or start it by "npx sluice" in its own folder, where "npm ci" has put one.',
  );
  process.exit(1);
}
start();

function isOlder(found, needed) {
  const a = found.split('.').map(Number);
  const b = needed.split('.').map(Number);
  for (let i = 0; i < 3; i += 1) {
    if ((a[i] || 0) !== (b[i] || 0)) return (a[i] || 0) < (b[i] || 0);
  }
  return false;
}

/** A checkout runs its sources, so that nobody wonders about an old bundle; an image holds the bundle only. */
function start() {
  const { existsSync } = require('node:fs');
  const { join } = require('node:path');
  const { enableCompileCache } = require('node:module');
  const sources = join(__dirname, '..', 'main.ts');
  if (process.env.NODE_COMPILE_CACHE === undefined) enableCompileCache();
  import(existsSync(sources) ? '../main.ts' : '../dist/main.js').then(
    ({ main }) => main(process.argv.slice(2)),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
}
