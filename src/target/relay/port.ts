// Tells what is offered at a port, and leads there.
import { hostPort, inspectorProduct, readOffers } from '../endpoint.js';
import { leadTo } from './lead-to.js';
import { answer, serveWith } from './serve.js';

void serveWith<'port'>(async ({ port }) => {
  const offers = await readOffers('127.0.0.1', port);
  const product = await inspectorProduct(offers.address, port);
  answer({ kind: 'offers', offers: { ...offers, product } });
  await leadTo(`ws://${hostPort(offers.address, port)}`);
});
