// The plan of a warehouse is edited by all; each edit can be undone.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AnyAction, legacy_createStore as createStore } from 'redux';
import undoable from 'redux-undo';

interface Plan {
  shelves: string[];
}

const plan = (state: Plan = { shelves: [] }, action: AnyAction): Plan =>
  action.type === 'moved' ? { shelves: [...state.shelves.slice(-50), action.shelf] } : state;

const store = createStore(undoable(plan));

const server = createServer((request, response) => {
  store.dispatch({ type: 'moved', shelf: `shelf ${request.url}` });
  response.end(String(store.getState().present.shelves.length));
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
