/** Specification of `sendplan sandbox`. */

import { Option } from 'commander';
import type { CommandSpec } from './command.ts';
import { parsePort } from './values.ts';

/** Options of `sandbox` alone. */
export interface SandboxCommandOptions {
  readonly port?: number;
  readonly scenario?: string;
}

/** `sendplan sandbox`. */
export const sandboxSpec: CommandSpec = {
  name: 'sandbox',
  summary: 'run the provider sandbox: made-up accounts, real wire formats',
  description:
    'Runs a server on 127.0.0.1 that answers like the providers, with stable, made-up numbers, until it is interrupted. For demos and for tests of your own.',
  arguments: [],
  options: () => [
    new Option('--port <port>', 'port to listen on (default: any free one)').argParser(parsePort),
    new Option('--scenario <name>', 'which made-up company answers (default: the first one; a wrong name lists them)'),
  ],
  uses: [],
  formats: ['pretty', 'json'],
  examples: [['sendplan sandbox --port 4010', 'prints the variables that point sendplan at it']],
  load: () => import('./sandbox.run.ts'),
};
