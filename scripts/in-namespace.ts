import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a command in a network of its own, in which the addresses of pods are this machine's; its exit code is passed on. */
const command = process.argv.slice(2);
/** Whoever is not root becomes it in a user namespace of their own; that needs no permission on most machines. */
const isRoot = process.getuid?.() === 0;
const apart = isRoot ? ['--net'] : ['--user', '--map-root-user', '--net'];
const network = 'ip link set lo up && ip route add local 10.244.0.0/14 dev lo && exec "$@"';

const child = spawn('unshare', [...apart, 'sh', '-c', network, 'sh', ...command], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
try {
  await once(child, 'spawn');
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} catch (error) {
  process.stderr.write(`Tests of real traffic need unshare and ip (util-linux and iproute2, on Linux): ${error}\n`);
  process.exitCode = 1;
}
