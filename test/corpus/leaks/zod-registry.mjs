// A tool server describes the parameters of its tools anew for each request.
import { createServer } from 'node:http';
import { z } from 'zod/v4';

function searchTool(limit) {
  return z.object({
    text: z.string().describe('what to look for'),
    limit: z.number().max(limit).describe('how many results'),
  });
}

const server = createServer((request, response) => {
  const tool = searchTool(10 + (Number(request.url.slice(1)) % 90));
  response.end(String(tool.safeParse({ text: 'invoice', limit: 3 }).success));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
