import { distribution } from '../test/contract/images/distribution-program.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (await distribution.goIsThere()) await distribution.build(say);
else {
  say('The contract of image sources on a real registry builds that itself: please install Go 1.25 or newer.');
  process.exitCode = 1;
}
