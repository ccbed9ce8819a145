import { istiod } from '../test/support/kubernetes/istiod-program.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (await istiod.goIsThere()) await istiod.build(say);
else {
  say('The tests of traffic through Istio build istiod themselves: please install Go 1.26 or newer.');
  process.exitCode = 1;
}
