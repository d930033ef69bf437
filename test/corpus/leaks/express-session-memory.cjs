// Visitors without a cookie get a session each, in the store that express-session brings; it lasts a second.
const express = require('express');
const session = require('express-session');

const app = express();
const store = new session.MemoryStore();
app.use(session({ store, secret: 'not a secret', resave: false, saveUninitialized: true, cookie: { maxAge: 1000 } }));
app.get('/:id', (request, response) => {
  request.session.visits = (request.session.visits ?? 0) + 1;
  response.send(`visit ${request.session.visits}`);
});

const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
