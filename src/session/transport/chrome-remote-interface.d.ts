/** The part of chrome-remote-interface that we use; @types/chrome-remote-interface pins a protocol of 2023. */
declare module 'chrome-remote-interface' {
  interface Client {
    send(method: string, params?: object): Promise<unknown>;
    on(event: string, listener: (params: never) => void): this;
    off(event: string, listener: (params: never) => void): this;
    emit(event: string): boolean;
    close(): Promise<void>;
    /** Private to the library: the socket, and what it does with a message from it. */
    readonly _ws: import('node:events').EventEmitter & {
      terminate(): void;
      /** 1: open; a socket that is closing takes no more. */
      readonly readyState: number;
      readonly _socket: import('node:net').Socket;
    };
    _handleMessage(message: unknown): void;
  }

  interface Options {
    target: string;
    local: boolean;
    protocol: { domains: [] };
  }

  export default function connect(options: Options): Promise<Client>;
}
