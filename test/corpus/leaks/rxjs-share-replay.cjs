// A price feed is filtered for each client, and shared by shareReplay, which never lets go of its source.
const http = require('node:http');
const { filter, firstValueFrom, map, merge, of, shareReplay, Subject } = require('rxjs');
class PriceFeed {
  ticks = new Subject();
  watch(symbol) {
    return merge(of({ symbol, price: 1 }), this.ticks.pipe(filter((tick) => tick.symbol === symbol))).pipe(
      map(({ price }) => price),
      shareReplay(1),
    );
  }
}
const feed = new PriceFeed();
setInterval(() => feed.ticks.next({ symbol: '/0', price: Math.random() }), 1000);
const server = http.createServer(async (request, response) => {
  const price = await firstValueFrom(feed.watch(request.url));
  response.end(String(price));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
