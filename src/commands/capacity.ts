/** Capacity for a command: live from the providers, from the sandbox, or from a saved file. */

import { UsageError } from '../errors.ts';
import { formatInstant, type Instant } from '../model/calendar.ts';
import type { AccountReading, Snapshot } from '../model/capacity.ts';
import type { ProviderId, Workspace } from '../model/workspace.ts';
import { escapeTerminal } from '../report/escape-terminal.ts';
import type { Sandbox, SandboxProvider } from '../sandbox/server.ts';
import type { AccountEvent } from '../snapshot/take.ts';
import type { Invocation } from './command.ts';
import { readTextFile } from './read.ts';
import { baseUrlsFromEnvironment } from './values.ts';

/** Variable each provider's key is usually kept in. */
export const CREDENTIAL_VARIABLES: Readonly<Record<SandboxProvider, string>> = {
  sendgrid: 'SENDGRID_API_KEY',
  'sendgrid-reseller': 'SENDGRID_RESELLER_API_KEY',
  activecampaign: 'ACTIVECAMPAIGN_API_KEY',
  puffle: 'PUFFLE_API_KEY',
};

/** Capacity to plan on, and the readings it came from (for `--save`). */
export interface Capacity {
  readonly snapshot: Snapshot;
  readonly observedAt: Instant;
  readonly readings: readonly AccountReading[];
}

/** Capacity as the options want it. Throws: UsageError for contradicting options, ProviderError. */
export async function readCapacity(invocation: Invocation, workspace: Workspace): Promise<Capacity> {
  const { options, runtime } = invocation;
  if (options.snapshot !== undefined && options.sandbox) {
    throw new UsageError('--snapshot and --sandbox contradict each other. Give one of them.');
  }
  if (options.snapshot !== undefined) return savedCapacity(invocation, workspace, options.snapshot);
  const now = formatInstant(runtime.now());
  const readings = await liveReadings(invocation, workspace, now);
  const { mergeSnapshot } = await import('../snapshot/merge.ts');
  const excludedProviders = options.excludeProvider ?? [];
  return { snapshot: mergeSnapshot(workspace, readings, { observedAt: now, excludedProviders, stale: null }), observedAt: now, readings };
}

async function savedCapacity({ options, runtime }: Invocation, workspace: Workspace, path: string): Promise<Capacity> {
  const [{ parseSnapshot, judgeAge }, { mergeSnapshot }] = await Promise.all([
    import('../snapshot/file.ts'),
    import('../snapshot/merge.ts'),
  ]);
  const file = parseSnapshot(await readTextFile(path, runtime.cwd), path);
  const excludedProviders = options.excludeProvider ?? [];
  const now = formatInstant(runtime.now());
  const stale = judgeAge(file, { workspace, now, allowStaleMs: options.allowStale ?? null, excludedProviders, name: path });
  const { observedAt, readings } = file;
  return { snapshot: mergeSnapshot(workspace, readings, { observedAt, now, excludedProviders, stale }), observedAt, readings };
}

async function liveReadings(invocation: Invocation, workspace: Workspace, now: Instant): Promise<readonly AccountReading[]> {
  const { options, runtime, output } = invocation;
  const [{ createHttp }, { PROVIDERS }, { takeReadings }] = await Promise.all([
    import('../providers/http.ts'),
    import('../providers/registry.ts'),
    import('../snapshot/take.ts'),
  ]);
  const sandbox = options.sandbox ? await openSandbox(workspace, now) : null;
  try {
    const http = await createHttp({
      now: runtime.now,
      clock: runtime.clock,
      sleep: runtime.sleep,
      random: runtime.random,
      signal: runtime.signal,
      redactor: runtime.redactor,
      tlsRejectUnauthorized: runtime.env('NODE_TLS_REJECT_UNAUTHORIZED'),
      // The command line wins over the environment; the sandbox over both, so that its keys and ours never mix.
      baseUrls: sandbox ? sandbox.baseUrls : { ...baseUrlsFromEnvironment(runtime.env), ...options.baseUrl },
    });
    try {
      return await takeReadings(workspace, {
        providers: PROVIDERS,
        http,
        now,
        clock: runtime.clock,
        credential: sandbox ? (provider) => sandboxCredential(sandbox, provider) : (_, name) => runtime.env(name),
        trustZeros: options.trustZeros ?? false,
        strict: options.strict ?? false,
        excludeProviders: options.excludeProvider ?? [],
        onAccount: (event) => {
          if (event.kind !== 'started' && event.provider !== 'declared') void output.say(progressLine(event));
        },
      });
    } finally {
      await http.close();
    }
  } finally {
    await sandbox?.close();
  }
}

const sandboxCredential = (sandbox: Sandbox, provider: ProviderId): string | undefined =>
  provider === 'declared' ? undefined : sandbox.credentials[provider];

/** The sandbox with the mailboxes of this workspace, so that any plan file can be tried. */
async function openSandbox(workspace: Workspace, now: Instant): Promise<Sandbox> {
  const { startSandbox } = await import('../sandbox/server.ts');
  const senders = workspace.accounts.flatMap(({ connection, senders: listed }) =>
    connection.provider === 'puffle' ? connection.campaigns.map((id) => [id, listed.map((sender) => sender.id)] as const) : [],
  );
  return startSandbox({ port: 0, scenario: 'default', now, senders: Object.fromEntries(senders) });
}

function progressLine(event: Exclude<AccountEvent, { kind: 'started' }>): string {
  const subject = `${event.provider} ${escapeTerminal(event.account)}`;
  return event.kind === 'done' ? `read ${subject} in ${event.ms} ms` : `could not read ${subject} (${event.error.code})`;
}
