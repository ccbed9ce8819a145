#!/usr/bin/env node
'use strict';

// CommonJS in the words of Node 10, so that a Node that is too old can still say so. Nothing newer may stand here
// outside of start().

require('./node-version.js');

start();

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
