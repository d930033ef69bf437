// An Express application with sessions in memory, as its users have them: a few middlewares, routers, and views of JSON.
const express = require('express');
const session = require('express-session');

const app = express();
app.use(express.json());
app.use(session({ secret: 'bench', resave: false, saveUninitialized: true }));
const orders = new Map();
const users = express.Router();
users.get('/:id', (request, response) => {
  request.session.visits = (request.session.visits ?? 0) + 1;
  request.session.basket ??= { items: [], at: new Date() };
  request.session.basket.items.push({ article: request.params.id, price: { amount: 10, currency: 'EUR' } });
  orders.set(request.params.id, {
    id: request.params.id,
    lines: [{ article: 1 }, { article: 2 }],
    user: { name: 'x' },
  });
  response.json({ visits: request.session.visits });
});
app.use('/users', users);
const server = app.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
