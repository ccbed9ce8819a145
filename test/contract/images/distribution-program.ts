import { fileURLToPath } from 'node:url';
import { goPrograms } from '../../support/kubernetes/go-programs.ts';

/** CNCF Distribution, from its Go module, with no other storage than its memory. */
export const distribution = goPrograms({
  title: 'distribution-3.0.0',
  modules: fileURLToPath(new URL('distribution', import.meta.url)),
  packages: { registry: '.' },
  ldflags: '-s -w',
});
