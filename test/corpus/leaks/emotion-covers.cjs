// A page shows the cover of an album, by a class with the image's address in it.
const http = require('node:http');
const { css } = require('@emotion/css');

const server = http.createServer((request, response) => {
  const cover = css({ width: 54, height: 54, backgroundImage: `url(https://covers.example${request.url}.png)` });
  response.end(`<div class="${cover}"></div>`);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
