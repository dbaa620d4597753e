/** The one comment of a pull request: found again by its first line, updated, never made a second time. */

import { MARKER } from '../report/markdown.ts';
import { type Answer, type CodeHost, type Comment, PAGE } from './code-host.ts';

/** What became of the comment. `quiet`: there was none, and nothing to say. */
export type CommentResult = 'created' | 'updated' | 'unchanged' | 'quiet';

/** What is to be said, and when. */
export interface CommentWish {
  readonly pull: number;
  /** Markdown; its first line is the marker. */
  readonly report: string;
  /** Where the report comes from; no part of it, so that the same report of a later commit changes nothing. */
  readonly footer: string;
  /** Whether the report says more than that all is well. */
  readonly isNews: boolean;
  /** `changes`: a first comment only with news; later whenever the report is another one. `always`: every time. */
  readonly mode: 'changes' | 'always';
  /** Whether the token is one of an app, as the runner gives them, and not a person's. */
  readonly isAppToken: boolean;
}

/** Pages looked through at most: 20,000 comments. */
const MOST_PAGES = 200;
const FOOTER = '\n<sub>Reported for ';

/** The line below a report. */
export const footerOf = (commit: string | null, runUrl: string | null): string => {
  const what = commit === null ? 'this pull request' : commit.slice(0, 7);
  return `${FOOTER}${what}${runUrl === null ? '' : ` by <a href="${runUrl}">this run</a>`}.</sub>\n`;
};

/** Makes or updates the comment as wished. */
export async function upsertComment(host: CodeHost, wish: CommentWish): Promise<Answer<CommentResult>> {
  const found = await findComment(host, wish);
  if (!found.ok) return found;
  const body = `${wish.report}${wish.footer}`;
  const done = (value: CommentResult, answer: Answer<null>): Answer<CommentResult> => (answer.ok ? { ok: true, value } : answer);
  if (found.value === null) {
    if (wish.mode === 'changes' && !wish.isNews) return { ok: true, value: 'quiet' };
    return done('created', await host.create(wish.pull, body));
  }
  const isSame = reportIn(found.value.body) === reportIn(body);
  if (isSame && wish.mode === 'changes') return { ok: true, value: 'unchanged' };
  return done('updated', await host.update(found.value.id, body));
}

/** Hosts change line ends and trim. */
const reportIn = (body: string): string => (body.replaceAll('\r\n', '\n').split(FOOTER)[0] as string).trim();

/** Our own comment. Anybody can write one that begins with the marker: whose it is decides. */
async function findComment(host: CodeHost, { pull, isAppToken }: CommentWish): Promise<Answer<Comment | null>> {
  const login = isAppToken ? null : await host.login();
  if (login !== null && !login.ok) return login;
  const isOwn = (comment: Comment): boolean => (login === null ? comment.isBot : comment.author === login.value);
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer = await host.comments(pull, page);
    if (!answer.ok) return answer;
    const own = answer.value.find((comment) => isOwn(comment) && comment.body.split(/\r?\n/, 1)[0]?.trim() === MARKER);
    if (own !== undefined) return { ok: true, value: own };
    if (answer.value.length < PAGE) return { ok: true, value: null };
  }
  return { ok: false, status: null, why: `no end after ${MOST_PAGES} pages of comments` };
}
