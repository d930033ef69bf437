import type { Readable } from 'node:stream';

/**
 * Reads one line of a stream, and leaves what follows it in the stream, paused. Null where the stream ends before the
 * line does.
 */
export function readLine(stream: Readable): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const settle = (line: string | null) => {
      stream.off('data', take).off('end', end).off('close', end).pause();
      resolve(line);
    };
    const end = () => settle(null);
    const take = (chunk: Buffer) => {
      const newline = chunk.indexOf('\n');
      chunks.push(newline === -1 ? chunk : chunk.subarray(0, newline));
      if (newline === -1) return;
      settle(Buffer.concat(chunks).toString());
      if (newline + 1 < chunk.length) stream.unshift(chunk.subarray(newline + 1));
    };
    if (stream.readableEnded || stream.destroyed) return resolve(null);
    stream.on('data', take).once('end', end).once('close', end).resume();
  });
}
