import { get } from 'node:http';
import { textFrame } from '../../session/transport/text-frame.js';

/** Closes in a turn of its own of the event loop, when the answer is on its way (see `Timers` of the injected code). */
const CLOSE = `(load => {
  const { setImmediate, setTimeout } = load('timers'), { close } = load('inspector');
  setImmediate(() => setTimeout(() => { try { close() } catch {} }, 100).unref());
})(process.getBuiltinModule ?? require)`;

/** Closes an inspector that nobody holds, as a console does that has only just come. Never rejects. */
export function closeInspector(url: string): Promise<void> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve) => {
    const request = get({
      host: hostname.replace(/^\[|\]$/g, ''),
      port,
      path: pathname,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64'),
        'Sec-WebSocket-Version': 13,
      },
    });
    const params = { expression: CLOSE, includeCommandLineAPI: true, silent: true };
    request.on('upgrade', (_response, socket) => {
      // Hung up on before it has answered, Node's inspector may crash (see `linger`).
      socket.once('data', () => socket.destroy()).once('close', resolve);
      socket.on('error', () => {});
      socket.write(textFrame(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params })));
    });
    request.on('response', () => request.destroy()).on('error', () => resolve());
  });
}
