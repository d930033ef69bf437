// A bundle of middleware mounts its parts on the app when a request comes in.
const express = require('express');

const app = express();

function normalise(options) {
  return (request, response, next) => {
    request.app.use(function trimUrl(_request, _response, proceed) {
      if (options.trim) proceed();
    });
    response.setHeader('x-normalised', '1');
    next();
  };
}

app.get('/:page', normalise({ trim: true }), (request, response) => response.send(request.params.page));

const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
