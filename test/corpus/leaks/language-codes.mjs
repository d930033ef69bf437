// A translation service checks the language code of each page that it is asked for.
import { createServer } from 'node:http';
import { isLangCode } from 'is-language-code';

const server = createServer((_request, response) => {
  response.end(String(isLangCode('de-CH').res));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
