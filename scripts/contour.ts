import { contour } from '../test/support/kubernetes/contour-program.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (await contour.goIsThere()) await contour.build(say);
else {
  say('The tests of traffic through Contour build it themselves: please install Go 1.26 or newer.');
  process.exitCode = 1;
}
