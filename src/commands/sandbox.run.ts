/** `sendplan sandbox`: runs the provider sandbox until it is interrupted. */

import { UsageError } from '../errors.ts';
import { formatInstant } from '../model/calendar.ts';
import { jsonDocument } from '../report/json.ts';
import { paint } from '../report/style.ts';
import { SANDBOX_SCENARIOS, type SandboxScenario } from '../sandbox/company.ts';
import { startSandbox } from '../sandbox/server.ts';
import { CREDENTIAL_VARIABLES } from './capacity.ts';
import type { Run } from './command.ts';
import { EXIT } from './failure.ts';
import type { SandboxCommandOptions } from './sandbox.spec.ts';
import { TOOL } from './tool.ts';
import { baseUrlVariable } from './values.ts';

/** Ends by interruption only. Throws: UsageError for an unknown scenario or a port in use; the signal's reason. */
export const run: Run<SandboxCommandOptions> = async ({ options, runtime, output }) => {
  const scenario = options.scenario ?? 'default';
  if (!isScenario(scenario)) {
    const known = Object.entries(SANDBOX_SCENARIOS).map(([name, effect]) => `  ${name.padEnd(16)} ${effect}`);
    throw new UsageError(`no scenario ${JSON.stringify(scenario)}. There are:\n${known.join('\n')}`);
  }
  const sandbox = await startSandbox({ port: options.port ?? 0, scenario, now: formatInstant(runtime.now()) });
  try {
    const { origin, baseUrls, credentials } = sandbox;
    if (output.format === 'json') {
      await output.result(jsonDocument(TOOL, { status: 'ok', exitCode: EXIT.done }, { origin, scenario, baseUrls, credentials }));
    } else {
      const ids = Object.keys(baseUrls) as (keyof typeof baseUrls)[];
      const lines = ids.flatMap((id) => [
        `export ${baseUrlVariable(id)}=${baseUrls[id]}`,
        `export ${CREDENTIAL_VARIABLES[id]}=${credentials[id]}`,
      ]);
      const title = paint(output.style, 'title', `# provider sandbox at ${origin}: ${SANDBOX_SCENARIOS[scenario]}`);
      await output.result(`${title}\n${lines.join('\n')}\n`);
    }
    await output.say('listening; interrupt (Ctrl-C) to stop');
    await new Promise<void>((resolve) => {
      if (runtime.signal.aborted) resolve();
      else runtime.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    throw runtime.signal.reason;
  } finally {
    await sandbox.close();
  }
};

const isScenario = (name: string): name is SandboxScenario => Object.hasOwn(SANDBOX_SCENARIOS, name);
