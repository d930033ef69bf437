import type { ProtocolMapping } from 'devtools-protocol/types/protocol-mapping.js';

type Commands = ProtocolMapping.Commands;

/** All that the fork lens needs of a connection to a target's inspector. */
export interface Session {
  send<M extends keyof Commands>(method: M, params?: Commands[M]['paramsType'][0]): Promise<Commands[M]['returnType']>;
}
