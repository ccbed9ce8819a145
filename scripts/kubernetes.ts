import { build, goIsThere } from '../test/support/kubernetes/programs.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (await goIsThere()) await build(say);
else {
  say('The tests on a real Kubernetes build it themselves: please install Go 1.26 or newer.');
  process.exitCode = 1;
}
