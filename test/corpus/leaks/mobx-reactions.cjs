// Each rendered page observes the settings that all pages share.
const http = require('node:http');
const { observable, autorun } = require('mobx');

const settings = observable({ currency: 'EUR', locale: 'de' });

class Page {
  constructor(url) {
    this.url = url;
    this.stop = autorun(() => {
      this.html = `<p lang="${settings.locale}">${this.url} ${settings.currency}</p>`;
    });
  }
}

const server = http.createServer((request, response) => response.end(new Page(request.url).html));

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
