import type { ProtocolMapping } from 'devtools-protocol/types/protocol-mapping.js';
import type { RemoteCall, ResultOptions } from '../register/remote-call.js';

type Commands = ProtocolMapping.Commands & NodeCommands;
type Events = ProtocolMapping.Events & NodeEvents;

/** Node's own domains (src/inspector/node_protocol.pdl in Node), which devtools-protocol does not list. */
interface NodeCommands {
  'NodeRuntime.notifyWhenWaitingForDisconnect': { paramsType: [{ enabled: boolean }]; returnType: undefined };
  /** Of a read-only console server (src/register/read-only.ts). */
  'Leakconsole.ask': {
    paramsType: [RemoteCall & ResultOptions];
    returnType: Commands['Runtime.callFunctionOn']['returnType'];
  };
  'NodeWorker.enable': { paramsType: [{ waitForDebuggerOnStart: boolean }]; returnType: undefined };
  'NodeWorker.disable': { paramsType: []; returnType: undefined };
  'NodeWorker.detach': { paramsType: [{ sessionId: string }]; returnType: undefined };
  'NodeWorker.sendMessageToWorker': { paramsType: [{ sessionId: string; message: string }]; returnType: undefined };
}
interface NodeEvents {
  'NodeRuntime.waitingForDisconnect': [];
  'NodeWorker.attachedToWorker': [{ sessionId: string; workerInfo: WorkerInfo; waitingForDebugger: boolean }];
  'NodeWorker.detachedFromWorker': [{ sessionId: string }];
  'NodeWorker.receivedMessageFromWorker': [{ sessionId: string; message: string }];
}

/** A worker thread, as Node announces it. */
export interface WorkerInfo {
  /** Not the thread id, which stands in the title. */
  readonly workerId: string;
  readonly type: string;
  /** `[worker 4] NAME` */
  readonly title: string;
  /** Of its script; empty for a worker that was started from a text. */
  readonly url: string;
}

/** The name of a command of the inspector: `Runtime.evaluate`. */
export type Method = keyof Commands;
/** The parameters of a command. */
export type Params<M extends Method> = Commands[M]['paramsType'][0];
/** What a command is answered with. */
export type Result<M extends Method> = Commands[M]['returnType'];
/** The name of an event of the inspector: `Debugger.scriptParsed`. */
export type EventName = keyof Events;
/** What an event tells. */
export type EventParams<E extends EventName> = Events[E][0];

/** The target refused a command. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly method: string;

  constructor(method: string, message: string) {
    super(message);
    this.method = method;
  }
}
