import { fileURLToPath } from 'node:url';
import { goPrograms } from './go-programs.ts';

/** Istio's control plane: between 1.30 and 1.31, since its module has no version of a release. */
export const istiod = goPrograms({
  title: 'istiod-20260827',
  modules: fileURLToPath(new URL('../../traffic/programs', import.meta.url)),
  packages: { 'pilot-discovery': 'istio.io/istio/pilot/cmd/pilot-discovery' },
  ldflags: '-s -w',
});
