// Failed logins are counted by user name, for a day.
const express = require('express');
const ExpressBrute = require('express-brute');

const store = new ExpressBrute.MemoryStore();
const brute = new ExpressBrute(store, { freeRetries: 100, lifetime: 86400 });

const app = express();
const byUser = brute.getMiddleware({ key: (request, _response, next) => next(request.params.user) });
app.get('/:user', byUser, (_request, response) => response.send('wrong password'));

const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
