// The state of a device is asked for by JSON-RPC; a device that is silent is not waited for, but its call stays.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { JSONRPCClient } from 'json-rpc-2.0';

const sent: string[] = [];
const devices = new JSONRPCClient(async (question) => {
  sent[0] = JSON.stringify(question);
});

async function stateOf(device: string): Promise<string> {
  const state = devices.request('state', { device });
  return Promise.race([state, wait(1, 'unknown')]);
}

const server = createServer(async (request, response) => {
  response.end(await stateOf(request.url ?? ''));
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
