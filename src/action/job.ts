/** The job a step runs in, as the runner describes it. Source: docs.github.com, "Variables reference", "Webhook events and payloads". */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Environment } from './world.ts';

/** Repository, event and places of a job. */
export interface Job {
  /** Folder the repository is checked out in. */
  readonly workspace: string;
  /** Folder for files that later steps of the job may read. */
  readonly temporary: string;
  /** File that takes the outputs; null outside of a runner. */
  readonly outputs: string | null;
  readonly apiUrl: string;
  /** `owner/name`; null when it has no such form. */
  readonly repository: string | null;
  readonly event: string;
  /** null when the event is not about a pull request. */
  readonly pullRequest: { readonly number: number; readonly isFork: boolean; readonly commit: string | null } | null;
  /** Page of this run; null when unknown. */
  readonly runUrl: string | null;
}

/** Reads the job from the environment and the event file. An event that cannot be read is one without pull request. */
export async function readJob(env: Environment): Promise<Job> {
  const repository = /^[\w.-]+\/[\w.-]+$/.exec(env['GITHUB_REPOSITORY'] ?? '')?.[0] ?? null;
  const run = /^\d+$/.exec(env['GITHUB_RUN_ID'] ?? '')?.[0];
  const server = env['GITHUB_SERVER_URL'];
  return {
    workspace: resolve(env['GITHUB_WORKSPACE'] || '.'),
    temporary: resolve(env['RUNNER_TEMP'] || '.'),
    outputs: env['GITHUB_OUTPUT'] || null,
    apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
    repository,
    event: env['GITHUB_EVENT_NAME'] ?? '',
    pullRequest: await pullRequestOf(env['GITHUB_EVENT_PATH']),
    runUrl: server !== undefined && repository !== null && run !== undefined ? `${server}/${repository}/actions/runs/${run}` : null,
  };
}

interface Payload {
  readonly pull_request?: {
    readonly number?: unknown;
    readonly head?: { readonly sha?: unknown; readonly repo?: { readonly full_name?: unknown } | null };
    readonly base?: { readonly repo?: { readonly full_name?: unknown } };
  };
}

async function pullRequestOf(path: string | undefined): Promise<Job['pullRequest']> {
  if (path === undefined || path === '') return null;
  const payload: Payload | null = await readFile(path, 'utf8')
    .then((text) => JSON.parse(text))
    .catch(() => null);
  const { number, head, base } = payload?.pull_request ?? {};
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number <= 0) return null;
  const commit = typeof head?.sha === 'string' && /^[0-9a-f]{40}$/.test(head.sha) ? head.sha : null;
  // A fork that was deleted has no repository any more.
  const isFork = head?.repo?.full_name === undefined || head.repo.full_name !== base?.repo?.full_name;
  return { number, isFork, commit };
}
