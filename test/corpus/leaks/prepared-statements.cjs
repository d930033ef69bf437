// Articles are in a database in WebAssembly; each question prepares a statement.
const http = require('node:http');
const initSqlJs = require('sql.js');

async function main() {
  const { Database } = await initSqlJs();
  const articles = new Database();
  articles.run("CREATE TABLE article (id INTEGER, title TEXT); INSERT INTO article VALUES (1, 'lamp'), (2, 'chair')");

  const server = http.createServer((request, response) => {
    const question = articles.prepare('SELECT title FROM article WHERE id = ?');
    const [title] = question.get([(Number(request.url.slice(1)) % 2) + 1]);
    response.end(title);
  });

  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
}

main();
