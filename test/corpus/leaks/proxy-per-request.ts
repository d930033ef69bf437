// A gateway finds out where each request goes, and makes a proxy to there.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';

const backend = createServer((_request, response) => response.end('ok'));
const portOf = (server: typeof backend): number => (server.address() as AddressInfo).port;

const gateway = express();
gateway.use((request, response, next) => {
  const proxy = createProxyMiddleware({ target: `http://127.0.0.1:${portOf(backend)}`, logLevel: 'silent' });
  proxy(request, response, next);
});

backend.listen(0, '127.0.0.1', () => {
  const server = gateway.listen(0, '127.0.0.1', () => console.log(portOf(server)));
  server.setMaxListeners(0);
});
