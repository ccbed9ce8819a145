import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The least that can acknowledge a request: what remains of the times against it is the machine's, not Sluice's. */
const server = createServer((request, response) => {
  request.resume().once('end', () => response.end());
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ msg: 'listening', port })}\n`);
});
