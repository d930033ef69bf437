// Each request has an instance of i18next of its own, whose backend loads the texts.
import { createServer } from 'node:http';
import i18next from 'i18next';
import Backend from 'i18next-http-backend';

const texts = JSON.stringify({ greeting: 'Grüezi' });
const request = (_options, _url, _payload, answer) => answer(null, { status: 200, data: texts });

async function greet() {
  const instance = i18next.createInstance();
  await instance.use(Backend).init({ lng: 'de', fallbackLng: 'de', backend: { loadPath: '/{{lng}}', request } });
  return instance.t('greeting');
}

const server = createServer(async (_request, response) => {
  response.end(await greet());
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
