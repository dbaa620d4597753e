/** A loopback server that misbehaves on purpose, and the client options to meet it with. */

import { readFileSync } from 'node:fs';
import type { LookupFunction } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** One request as it arrived: raw head lines and body bytes so far. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Raw text of head and body, to search for secrets. */
  readonly raw: string;
  /** ms since the server started. */
  readonly at: number;
}

/** Answers the n-th request (from 0) over the raw socket. */
export type Behaviour = (socket: Socket, request: Heard, n: number) => void;

/** A running hostile server. */
export interface HostileServer {
  readonly origin: string;
  readonly port: number;
  /** Everything it heard, in order. */
  readonly heard: readonly Heard[];
  /** Connections accepted. */
  readonly connections: () => number;
  /** Connections open now. */
  readonly openNow: () => number;
  /** Most connections open at the same time. */
  readonly mostOpen: () => number;
  readonly close: () => Promise<void>;
}

const tlsFile = (name: string): string => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');

/** Starts a hostile server on 127.0.0.1. `tls`: name of a certificate pair in test/fixtures/tls; `greeting`: said before anything is asked, then hung up. */
export async function startHostileServer(
  behaviour: Behaviour,
  options: { readonly tls?: string; readonly greeting?: string } = {},
): Promise<HostileServer> {
  const heard: Heard[] = [];
  const sockets = new Set<Socket>();
  const startedAt = performance.now();
  let accepted = 0;
  let most = 0;
  const onSocket = (socket: Socket): void => {
    sockets.add(socket);
    most = Math.max(most, sockets.size);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    if (options.greeting !== undefined) socket.end(options.greeting);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = requestEnd(text); end > 0; end = requestEnd(text)) {
        const request = { ...parseRequest(text.slice(0, end)), at: performance.now() - startedAt };
        text = text.slice(end);
        heard.push(request);
        behaviour(socket, request, heard.length - 1);
      }
    });
  };
  const server =
    options.tls === undefined
      ? createServer(onSocket)
      : createTlsServer({ key: tlsFile(`${options.tls}.key.pem`), cert: tlsFile(`${options.tls}.cert.pem`) }, onSocket);
  // Counted before TLS: a client that refuses the certificate has connected all the same.
  server.on('connection', () => accepted++);
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    heard,
    connections: () => accepted,
    openNow: () => sockets.size,
    mostOpen: () => most,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Certificate the test client trusts: signs `expired`, `wrong-host` and `good`. */
export const testAuthority = (): string => tlsFile('authority.cert.pem');

function requestEnd(text: string): number {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return -1;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1];
  const end = head + 4 + Number(length ?? 0);
  return text.length >= end ? end : -1;
}

function parseRequest(raw: string): Omit<Heard, 'at'> {
  const [head = '', body = ''] = raw.split(/\r\n\r\n(.*)/s);
  const [line = '', ...rest] = head.split('\r\n');
  const [method = '', path = ''] = line.split(' ');
  const headers = Object.fromEntries(rest.map((h) => [h.slice(0, h.indexOf(':')).toLowerCase(), h.slice(h.indexOf(':') + 1).trim()]));
  return { method, path, headers, body, raw };
}

/** A whole answer as bytes. Content-Length and a JSON content type are added unless given (an empty text leaves a header out). */
export function answer(status: number, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Buffer {
  const bytes = Buffer.from(body as Uint8Array);
  const all = { 'content-type': 'application/json', 'content-length': String(bytes.length), ...headers };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${value}\r\n`]));
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n`, 'latin1'), bytes]);
}

/** Answers every request alike and keeps the connection. */
export const always =
  (status: number, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Behaviour =>
  (socket) => {
    socket.write(answer(status, body, headers));
  };

/** Answers the n-th request with the n-th answer; the last one repeats. */
export const inTurn =
  (...answers: readonly Buffer[]): Behaviour =>
  (socket, _request, n) => {
    socket.write(answers[Math.min(n, answers.length - 1)] as Buffer);
  };

/** A name lookup that fails with a code, for every name. */
export const failingLookup =
  (code: string): LookupFunction =>
  (_hostname, _options, callback) => {
    callback(Object.assign(new Error(`lookup failed ${code}`), { code }), '', 0);
  };
