/** The provider sandbox: a real HTTP server on loopback that speaks the providers' documented wire formats, reads only. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { UsageError } from '../errors.ts';
import type { Instant } from '../model/calendar.ts';
import type { ProviderId } from '../model/workspace.ts';
import { activeCampaignSurface } from './activecampaign.ts';
import { northwind, type SandboxScenario } from './company.ts';
import { puffleSurface } from './puffle.ts';
import { sendgridSurface } from './sendgrid.ts';
import { sendgridResellerSurface } from './sendgrid-reseller.ts';
import { json, type SandboxAnswer, type SandboxRequest, type Surface } from './wire.ts';

/** Providers the sandbox plays. */
export type SandboxProvider = Exclude<ProviderId, 'declared'>;

/** How to start the sandbox. */
export interface SandboxOptions {
  /** Port on 127.0.0.1; 0 = any free one. */
  readonly port: number;
  readonly scenario: SandboxScenario;
  /** The sandbox's clock stands at this instant: its dates and every `Date` header follow from it. */
  readonly now: Instant;
  /** Puffle campaign id → sender addresses, for plan files the example company does not know. */
  readonly senders?: Readonly<Record<string, readonly string[]>>;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Where each provider is mounted. */
  readonly baseUrls: Readonly<Record<SandboxProvider, string>>;
  /** The key each provider accepts; no other one is. None of them is real. */
  readonly credentials: Readonly<Record<SandboxProvider, string>>;
  /** Stops listening and drops every open connection. */
  readonly close: () => Promise<void>;
}

const CREDENTIALS: Readonly<Record<SandboxProvider, string>> = {
  sendgrid: 'SG.sandbox-no-real-key',
  'sendgrid-reseller': 'SG.sandbox-reseller-no-real-key',
  activecampaign: 'sandbox-activecampaign-no-real-key',
  puffle: 'pk_sandbox-no-real-key',
};

const BODY_LIMIT = 64 * 1024;

/**
 * Starts the sandbox on loopback.
 * Throws: UsageError when the port cannot be used.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const surfaces = surfacesFor(options);
  const date = new Date(options.now).toUTCString();
  const limitedOnce = new Set<string>();

  const judge = (provider: SandboxProvider, surface: Surface, request: SandboxRequest): SandboxAnswer => {
    const answer = surface.answer(request);
    const subject = `${provider} ${surface.subject(request)}`;
    if (options.scenario !== 'rate-limited' || answer.status !== 200 || limitedOnce.has(subject)) return answer;
    limitedOnce.add(subject);
    return surface.tooManyRequests;
  };

  const server = createServer(async (incoming, response) => {
    const read = await readRequest(incoming);
    if (read === null) return;
    if (read.kind === 'refused') send(response, read.answer, date);
    else if (!isProvider(read.provider)) send(response, nowhere(), date);
    else send(response, judge(read.provider, surfaces[read.provider], read.request), date);
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new UsageError(`sandbox: port ${options.port} on 127.0.0.1 cannot be used (${cause.code ?? cause.message}); try another --port`, {
          cause,
        }),
      ),
    );
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : options.port}`;
  return {
    origin,
    baseUrls: {
      sendgrid: `${origin}/sendgrid`,
      'sendgrid-reseller': `${origin}/sendgrid-reseller`,
      activecampaign: `${origin}/activecampaign`,
      puffle: `${origin}/puffle`,
    },
    credentials: CREDENTIALS,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function surfacesFor({ now, scenario, senders = {} }: SandboxOptions): Readonly<Record<SandboxProvider, Surface>> {
  const company = northwind(now, scenario);
  return {
    sendgrid: sendgridSurface(company, CREDENTIALS.sendgrid, now),
    'sendgrid-reseller': sendgridResellerSurface(company, CREDENTIALS['sendgrid-reseller']),
    activecampaign: activeCampaignSurface(company, CREDENTIALS.activecampaign),
    puffle: puffleSurface(company, CREDENTIALS.puffle, now, scenario, senders),
  };
}

const isProvider = (text: string): text is SandboxProvider => Object.hasOwn(CREDENTIALS, text);

const nowhere = (): SandboxAnswer =>
  json(404, {
    error: `sendplan sandbox: nothing here; providers are at ${Object.keys(CREDENTIALS)
      .map((id) => `/${id}`)
      .join(', ')}`,
  });

type Read =
  | { readonly kind: 'request'; readonly provider: string; readonly request: SandboxRequest }
  | { readonly kind: 'refused'; readonly answer: SandboxAnswer };

/** Reads and decodes a request; null when the client went away. */
async function readRequest(incoming: IncomingMessage): Promise<Read | null> {
  const body: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming) {
      size += (chunk as Buffer).length;
      if (size <= BODY_LIMIT) body.push(chunk as Buffer);
    }
  } catch {
    return null;
  }
  if (size > BODY_LIMIT) return { kind: 'refused', answer: json(413, { error: `sendplan sandbox: body over ${BODY_LIMIT} bytes` }) };
  const [rawPath = '', rawQuery = ''] = (incoming.url ?? '/').split('?');
  let segments: string[];
  try {
    segments = rawPath.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return { kind: 'refused', answer: json(400, { error: 'sendplan sandbox: path is not valid percent-encoding' }) };
  }
  const [provider = '', ...path] = segments;
  const isForm = (incoming.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return {
    kind: 'request',
    provider,
    request: {
      method: incoming.method ?? 'GET',
      path,
      query: new URLSearchParams(rawQuery),
      headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
      form: new URLSearchParams(isForm ? Buffer.concat(body).toString('utf8') : ''),
    },
  };
}

function send(response: ServerResponse, answer: SandboxAnswer, date: string): void {
  response.sendDate = false;
  response.writeHead(answer.status, { ...answer.headers, 'Content-Type': answer.contentType, Date: date });
  response.end(answer.body);
}
