/** One sandbox per test, and raw requests to it. */

import { onTestFinished } from 'vitest';
import type { SandboxScenario } from '../../src/sandbox/company.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';

export const AT = '2026-11-20T14:30:00Z';

/** Starts a sandbox that is closed when the test ends. */
export async function sandbox(scenario: SandboxScenario = 'default', over: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const running = await startSandbox({ port: 0, scenario, now: AT, ...over });
  onTestFinished(() => running.close());
  return running;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: raw JSON, asserted field by field
  readonly json: any;
}

/** Raw request; `json` is the parsed body, or undefined when it is not JSON. */
export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

export const bearer = (key: string, more: Record<string, string> = {}): RequestInit => ({
  headers: { authorization: `Bearer ${key}`, ...more },
});
