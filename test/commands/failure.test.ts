import { describe, expect, it } from 'vitest';
import { errorDetails, errorText, exitCodeOf, failureDocument, interruption } from '../../src/commands/failure.ts';
import { ConfigError, ProviderError, SolverError, UsageError } from '../../src/errors.ts';
import { finding } from '../../src/model/finding.ts';
import { fakeRuntime } from '../helpers/fake-runtime.ts';

const STYLE = { width: null, color: false, unicode: true };
const running = new AbortController().signal;
const config = new ConfigError([finding('config.empty', 'nothing here')]);

describe('exit codes of errors', () => {
  it.each([
    [new UsageError('x'), 2],
    [config, 2],
    [new ProviderError('provider_timeout', 'x'), 3],
    [new SolverError('solver_rejected', 'x'), 4],
    [new TypeError('x'), 70],
    ['a text', 70],
    [undefined, 70],
  ])('PF-27: %s', (error, code) => {
    expect(exitCodeOf(error, running)).toBe(code);
  });

  it('an interruption wins over whatever it made fail', () => {
    expect(exitCodeOf(new TypeError('x'), AbortSignal.abort(interruption('SIGINT')))).toBe(130);
    expect(exitCodeOf(new ProviderError('interrupted', 'x'), AbortSignal.abort(interruption('SIGTERM')))).toBe(143);
  });
});

describe('messages', () => {
  const text = (error: unknown, isVerbose = false) => errorText(error, exitCodeOf(error, running), STYLE, fakeRuntime(), isVerbose);

  it('OU-02: are escaped line by line', async () => {
    expect(await text(new UsageError('no file \u001b[31mred\nsecond'))).toBe('error: no file \\x1b[31mred\nsecond\n');
  });

  it('findings that say it all are not repeated', async () => {
    const unknown = finding('capacity.unknown', 'account relay: remaining credits unknown');
    const error = new ProviderError('capacity_unknown', unknown.message, { findings: [unknown] });
    expect((await text(error)).match(/remaining credits unknown/g)).toHaveLength(1);
    expect(await text(config)).toMatch(/config\.empty\n {2}nothing here/);
  });

  it('CI-15: a bug asks for a report without secrets; its stack only with -v', async () => {
    const short = await text(new TypeError('x is not a function'));
    expect(short).toMatch(/^error: sendplan failed in a way it should not: TypeError: x is not a function\n/);
    expect(short).toMatch(/Please report it/);
    expect(short).toMatch(/Leave out keys and addresses/);
    expect(short).not.toMatch(/ {4}at /);
    expect(await text(new TypeError('x'), true)).toMatch(/ {4}at /);
  });
});

describe('the JSON document of a failure', () => {
  it('PF-29: carries code, provider, account and every single failure', () => {
    const failures = [new ProviderError('provider_auth', 'key rejected', { provider: 'puffle', account: 'outreach' })];
    const error = new ProviderError('provider_auth', 'one of two', { provider: 'puffle', failures });
    const document = JSON.parse(failureDocument(error, 3));
    expect(document).toMatchObject({
      formatVersion: '1.0',
      outcome: { status: 'error', exitCode: 3 },
      error: { code: 'provider_auth', provider: 'puffle', account: null, failures: [{ message: 'key rejected', account: 'outreach' }] },
      findings: [],
    });
    expect(Object.keys(document)).toEqual(['formatVersion', 'tool', 'outcome', 'error', 'findings']);
  });

  it('codes', () => {
    expect(errorDetails(new SolverError('solver_rejected', 'x'), 4).code).toBe('solver_rejected');
    expect(errorDetails(config, 2).code).toBe('config');
    expect(errorDetails(new UsageError('x'), 2).code).toBe('usage');
    expect(errorDetails(new TypeError('x'), 70).code).toBe('internal');
    expect(errorDetails(new TypeError('x'), 130).code).toBe('interrupted');
  });
});
