/** A provider on a loopback port that takes requests and never answers. */

import { createServer } from 'node:net';

export interface HangingProvider {
  readonly port: number;
  /** Resolves with the first request. */
  readonly whenAsked: Promise<void>;
  readonly close: () => void;
}

/** Starts one. */
export function hangingProvider(): Promise<HangingProvider> {
  return new Promise((resolve) => {
    let asked = (): void => undefined;
    const whenAsked = new Promise<void>((done) => {
      asked = done;
    });
    const sockets = new Set<{ destroy: () => unknown }>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => asked());
    });
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const close = () => {
        for (const socket of sockets) socket.destroy();
        server.close();
      };
      resolve({ port: typeof address === 'object' && address !== null ? address.port : 0, whenAsked, close });
    });
  });
}
