// A page rendered on the server watches the shop's store, which all pages share.
import { createServer } from 'node:http';
import { reactive, watch } from 'vue';

const store = reactive({ currency: 'EUR', rates: { EUR: 1 } });
class Page {
  constructor(url) {
    this.url = url;
    this.label = '';
    watch(
      () => store.currency,
      (currency) => {
        this.label = `${this.url} ${currency}`;
      },
      { immediate: true },
    );
  }
}
const server = createServer((request, response) => {
  response.end(new Page(request.url).label);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
