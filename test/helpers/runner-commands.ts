/** Reads a log as the runner of GitHub Actions does. Source: actions/runner, ActionCommand.cs. */

/** A workflow command as the runner understood it. */
export interface RunnerCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

const fromData = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
const fromProperty = (text: string): string => fromData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));

/** Reads lines as the runner does: `::` after spaces begins a command, `##[` anywhere is an old one. */
export function runnerCommands(output: string): readonly RunnerCommand[] {
  return output.split(/\r\n|\n|\r/).flatMap((line): readonly RunnerCommand[] => {
    const old = /##\[([^\]]*)\]/.exec(line);
    const now = /^\s*::([^:\s]+)(?: ([^:]*))?::(.*)$/.exec(line);
    if (now) {
      const [, name = '', list = '', message = ''] = now;
      const pairs = list
        .split(',')
        .filter((p) => p !== '')
        .map((p) => [p.slice(0, p.indexOf('=')), fromProperty(p.slice(p.indexOf('=') + 1))] as const);
      return [{ name, properties: Object.fromEntries(pairs), message: fromData(message) }];
    }
    return old ? [{ name: `old ${old[1]}`, properties: {}, message: '' }] : [];
  });
}
