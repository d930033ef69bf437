const express = require('express');
const { remember } = require('./visits');

const app = express();
app.get('/visits/:id', (request, response) => {
  response.send(`${remember(request.params.id)} visits`);
});
app.listen(Number(process.env.PORT), '127.0.0.1');
