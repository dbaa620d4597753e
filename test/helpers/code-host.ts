/** A stand-in for the code host: comments of pull requests over HTTP, as docs.github.com/rest/issues/comments describes them. */

import { createServer, type IncomingMessage } from 'node:http';

export interface HostComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: 'Bot' | 'User' };
}

export interface HostRequest {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly body: string;
}

export interface StandIn {
  readonly url: string;
  readonly comments: HostComment[];
  readonly requests: HostRequest[];
  /** Adds a comment as if somebody had written it. */
  readonly write: (body: string, user?: HostComment['user']) => HostComment;
  readonly close: () => Promise<void>;
}

export const ACTIONS_BOT = { login: 'github-actions[bot]', type: 'Bot' } as const;
export const PERSON = { login: 'mona', type: 'User' } as const;

/** Longest body the host takes. Units: characters. */
const LONGEST = 65_536;

/**
 * Starts it. `refuse`: status for a request, or null to answer it. Tokens: `ghs_…` belong to the bot and may not ask for /user,
 * others to the person.
 */
export async function startCodeHost(refuse: (request: HostRequest) => number | null = () => null): Promise<StandIn> {
  const comments: HostComment[] = [];
  const requests: HostRequest[] = [];
  const write = (body: string, user: HostComment['user'] = PERSON): HostComment => {
    const comment = { id: 1000 + comments.length, body, user };
    comments.push(comment);
    return comment;
  };
  const answer = (request: HostRequest): { readonly status: number; readonly value: unknown } => {
    const user = request.token.startsWith('ghs_') ? ACTIONS_BOT : PERSON;
    const refused = refuse(request);
    if (refused !== null) return { status: refused, value: { message: 'Resource not accessible by integration' } };
    if (request.token === '') return { status: 401, value: { message: 'Requires authentication' } };
    const url = new URL(request.path, 'http://host');
    const text = request.body === '' ? '' : (JSON.parse(request.body) as { body: string }).body;
    if (text.length > LONGEST) return { status: 422, value: { message: 'body is too long (maximum is 65536 characters)' } };
    if (request.method === 'GET' && url.pathname === '/user')
      return user === PERSON ? { status: 200, value: user } : { status: 403, value: { message: 'Resource not accessible by integration' } };
    if (url.pathname === '/repos/acme/plans/issues/7/comments') {
      if (request.method === 'POST') return { status: 201, value: write(text, user) };
      const [size, page] = [Number(url.searchParams.get('per_page') ?? 30), Number(url.searchParams.get('page') ?? 1)];
      return { status: 200, value: comments.slice((page - 1) * size, page * size) };
    }
    const id = /^\/repos\/acme\/plans\/issues\/comments\/(\d+)$/.exec(url.pathname)?.[1];
    const comment = comments.find((c) => String(c.id) === id);
    if (request.method !== 'PATCH' || comment === undefined) return { status: 404, value: { message: 'Not Found' } };
    comment.body = text;
    return { status: 200, value: comment };
  };
  const server = createServer(async (incoming, outgoing) => {
    const request = { ...head(incoming), body: await bodyOf(incoming) };
    requests.push(request);
    const { status, value } = answer(request);
    outgoing.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    comments,
    requests,
    write,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const head = ({ method = '', url = '', headers }: IncomingMessage) => ({
  method,
  path: url,
  token: /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '',
});

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
