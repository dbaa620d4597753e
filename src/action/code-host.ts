/**
 * The code host's interface for comments. Source: docs.github.com/rest/issues/comments (version 2022-11-28).
 * Four calls of one interface: the platform's own client does; a client library would be ten times the rest of the action.
 */

import type { World } from './world.ts';

/** A comment as far as it matters here. */
export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Login of its author. */
  readonly author: string;
  readonly isBot: boolean;
}

/** What a call came to. `status`: null when there was no answer at all. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number | null; readonly why: string };

/** Comments of one repository. */
export interface CodeHost {
  /** One page of a pull request's comments, oldest first, counted from 1; fewer than `PAGE` on the last one. */
  readonly comments: (pull: number, page: number) => Promise<Answer<readonly Comment[]>>;
  readonly create: (pull: number, body: string) => Promise<Answer<null>>;
  readonly update: (id: number, body: string) => Promise<Answer<null>>;
  /** Login the token belongs to. Tokens of an app, as the runner gives them, may not ask. */
  readonly login: () => Promise<Answer<string>>;
}

/** Comments a page. */
export const PAGE = 100;
/** Units: ms. */
const TIME_OUT = 15_000;
/** Waits before a call is repeated. Units: ms. */
const WAITS = [1_000, 4_000];
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Whether a token may be sent there: over https, or to this machine. */
export function isSafeHost(apiUrl: string): boolean {
  if (!URL.canParse(apiUrl)) return false;
  const { protocol, hostname } = new URL(apiUrl);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/** The code host at an address. `repository`: `owner/name`. */
export function connect(
  { apiUrl, repository, token }: { readonly apiUrl: string; readonly repository: string; readonly token: string },
  { fetch, sleep }: Pick<World, 'fetch' | 'sleep'>,
): CodeHost {
  const base = apiUrl.replace(/\/+$/, '');
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'user-agent': 'sendplan',
    'x-github-api-version': '2022-11-28',
  };

  async function once<T>(method: string, path: string, body: string | null, read: (value: unknown) => T): Promise<Answer<T>> {
    try {
      const signal = AbortSignal.timeout(TIME_OUT);
      // A redirect would take the token along to wherever it leads.
      const answer = await fetch(`${base}${path}`, { method, headers, body, redirect: 'error', signal });
      if (!answer.ok) {
        await answer.body?.cancel();
        return { ok: false, status: answer.status, why: `HTTP ${answer.status}` };
      }
      return { ok: true, value: read(await answer.json()) };
    } catch (error) {
      const { message, cause } = error as Error;
      return { ok: false, status: null, why: cause instanceof Error ? cause.message : message };
    }
  }

  /** Again after a fault on the way or at the host. Never for what makes a comment: it may have been made. */
  async function call<T>(method: string, path: string, body: object | null, read: (value: unknown) => T): Promise<Answer<T>> {
    const text = body === null ? null : JSON.stringify(body);
    for (const ms of method === 'POST' ? [] : WAITS) {
      const answer = await once(method, path, text, read);
      if (answer.ok || (answer.status !== null && answer.status < 500)) return answer;
      await sleep(ms);
    }
    return once(method, path, text, read);
  }

  const nothing = (): null => null;
  return {
    comments: (pull, page) => call('GET', `/repos/${repository}/issues/${pull}/comments?per_page=${PAGE}&page=${page}`, null, commentsIn),
    create: (pull, body) => call('POST', `/repos/${repository}/issues/${pull}/comments`, { body }, nothing),
    update: (id, body) => call('PATCH', `/repos/${repository}/issues/comments/${id}`, { body }, nothing),
    login: () => call('GET', '/user', null, (value) => String((value as { login?: unknown }).login ?? '')),
  };
}

function commentsIn(value: unknown): readonly Comment[] {
  if (!Array.isArray(value)) throw new Error('the answer is no list of comments');
  return value.map(({ id, body, user }: { id: number; body?: string | null; user?: { login?: string; type?: string } | null }) => ({
    id,
    body: body ?? '',
    author: user?.login ?? '',
    isBot: user?.type === 'Bot',
  }));
}
