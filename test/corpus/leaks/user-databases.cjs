// Each user has a database of his own, which is opened with his request and not closed.
const http = require('node:http');
const PouchDB = require('pouchdb-core').default ?? require('pouchdb-core');

function MemoryAdapter(_options, opened) {
  const documents = [];
  this.type = () => 'memory';
  this._remote = false;
  this._info = (answer) => answer(null, { doc_count: documents.length });
  this._close = (closed) => closed();
  opened(null, this);
}
MemoryAdapter.valid = () => true;
PouchDB.adapter('memory', MemoryAdapter, true);

const server = http.createServer(async (request, response) => {
  const notes = new PouchDB(`notes of ${request.url}`);
  const { doc_count: count } = await notes.info();
  response.end(`${count} notes`);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
