// Sessions that end after half a second; a timer takes the expired ones out.
const express = require('express');
const session = require('express-session');
const MemoryStore = require('memorystore')(session);

const app = express();
const store = new MemoryStore({ checkPeriod: 200, ttl: 500 });
app.use(session({ store, secret: 'not a secret', resave: false, saveUninitialized: true, cookie: { maxAge: 500 } }));
app.get('/:id', (request, response) => response.send(request.sessionID));

const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
