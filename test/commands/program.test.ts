import { describe, expect, it } from 'vitest';
import { main } from '../../src/commands/main.ts';
import { COMMANDS, chooseFormat, parseCommandLine } from '../../src/commands/program.ts';
import { validateSpec } from '../../src/commands/validate.spec.ts';
import { UsageError } from '../../src/errors.ts';
import { fakeRuntime } from '../helpers/fake-runtime.ts';

const parse = (line: string) => {
  const request = parseCommandLine(line.split(' '), 100);
  if (request.kind !== 'run') throw new Error('no command');
  return request;
};

describe('the command line', () => {
  it('common options before and after the command are the same', () => {
    const line =
      '--json --now 2026-11-20T09:30:00Z plan a.yaml b.yaml --solver jslp --time-limit 2 --exclude-provider puffle --exclude-provider sendgrid';
    const { options, arguments: args, spec } = parse(line);
    expect(spec.name).toBe('plan');
    expect(args).toEqual(['a.yaml', 'b.yaml']);
    expect(options).toMatchObject({
      json: true,
      now: Date.UTC(2026, 10, 20, 9, 30),
      solver: 'jslp',
      timeLimit: 2000,
      excludeProvider: ['puffle', 'sendgrid'],
    });
  });

  it('a command sees its own options', () => {
    expect(parse('plan a.yaml --csv out --exit-code').options).toMatchObject({ csv: 'out', exitCode: true });
    expect(parse('usage a.yaml --save s.json').options).toMatchObject({ save: 's.json' });
  });

  it('format: --json, --format, the command has it or not', () => {
    expect(chooseFormat(validateSpec, {})).toBe('pretty');
    expect(chooseFormat(validateSpec, { json: true, format: 'json' })).toBe('json');
    expect(() => chooseFormat(validateSpec, { json: true, format: 'concise' })).toThrow(UsageError);
    expect(() => chooseFormat(validateSpec, { format: 'csv' })).toThrow(
      'validate has no format csv. It has: pretty, concise, json, markdown, github, sarif, junit, gitlab.',
    );
  });

  it('the help shows options where they have an effect', () => {
    const help = (name: string) => {
      const request = parseCommandLine([name, '--help'], 100);
      return request.kind === 'text' ? request.text : '';
    };
    expect(help('plan')).toMatch(/--solver/);
    expect(help('validate')).not.toMatch(/--solver|--sandbox/);
    expect(help('usage')).toMatch(/--sandbox/);
    for (const spec of COMMANDS) {
      for (const line of help(spec.name).split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
      expect(spec.examples.every(([line]) => line.includes(`sendplan ${spec.name}`))).toBe(true);
    }
  });

  it('SC-11: every command loads', async () => {
    for (const spec of COMMANDS) expect(typeof (await spec.load()).run).toBe('function');
  });
});

describe('main', () => {
  it('prints, never throws, returns the code', async () => {
    const runtime = fakeRuntime();
    expect(await main(['--version'], runtime)).toBe(0);
    expect(runtime.out()).toMatch(/^\d+\.\d+\.\d+\n$/);
    const wrong = fakeRuntime();
    expect(await main(['validate', 'missing.sendplan.yaml'], wrong)).toBe(2);
    expect(wrong.err()).toMatch(/missing\.sendplan\.yaml/);
    expect(wrong.out()).toBe('');
  });

  it('CI-05: reads only named variables', async () => {
    const asked = new Set<string>();
    const runtime = fakeRuntime({
      env: (name) => {
        asked.add(name);
        return undefined;
      },
    });
    await main(['schema', 'snapshot'], runtime);
    expect([...asked].sort()).toEqual(['FORCE_COLOR', 'LANG', 'LC_ALL', 'LC_CTYPE', 'NO_COLOR', 'TERM']);
  });
});
