// A room of the chat is read and written by two tasks each, which nobody cancels when it is left.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AnyAction, applyMiddleware, legacy_createStore as createStore } from 'redux';
import createSagaMiddleware from 'redux-saga';
import { fork, put, take } from 'redux-saga/effects';

class Room {
  readonly lines: string[] = [];
  constructor(readonly name: string) {}
}

function* read(room: Room) {
  while (true) {
    const { line } = yield take(`received in ${room.name}`);
    room.lines.push(line);
  }
}

function* enter() {
  while (true) {
    const { name } = yield take('entered');
    const room = new Room(name);
    yield fork(read, room);
    yield put({ type: `received in ${name}`, line: 'hello' });
    yield take('left');
  }
}

const rooms = (count = 0, { type }: AnyAction): number => (type === 'left' ? count + 1 : count);
const saga = createSagaMiddleware();
const store = createStore(rooms, applyMiddleware(saga));
saga.run(enter);

const server = createServer((request, response) => {
  store.dispatch({ type: 'entered', name: request.url });
  store.dispatch({ type: 'left' });
  response.end(String(store.getState()));
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
