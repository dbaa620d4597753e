import { describe, expect, it } from 'vitest';

interface Options {
  readonly size: string;
  readonly variant?: string;
  readonly cpuS: number;
  readonly classes?: number;
  readonly gap?: number | null;
  readonly naive?: string;
}

interface Tables {
  readonly targetTable: (rows: readonly object[]) => string;
  readonly verdict: (rows: readonly object[]) => string;
  readonly growthTable: (rows: readonly object[]) => string;
  readonly runTable: (rows: readonly object[]) => string;
  readonly naiveTable: (rows: readonly object[]) => string;
}

// The benchmark is plain JavaScript that the type checker does not read, hence the addresses instead of names.
const { targetTable, verdict, growthTable, naiveTable, runTable } = (await import(
  new URL('./solver-table.mjs', import.meta.url).href
)) as Tables;

/** A measured instance that meets every target but those changed. */
function row({ size, variant = 'single', cpuS, classes = 1, gap = 0, naive = '' }: Options): object {
  const run = { isDone: true, reason: '', cpuS, wallS: 0.1, peakMb: 50, stdout: '' };
  const stopped = { run: { ...run, isDone: false, reason: naive, cpuS: 10 }, answer: null };
  const solved = { run, answer: { columns: 1, rows: 1, served: { 1: 200 }, cpuS: 8 * cpuS } };
  return {
    instance: { size, variant, load: 1.2, seed: 1 },
    days: 10,
    campaigns: 10,
    solve: {
      run,
      cpuS: 3 * cpuS,
      provenS: cpuS,
      coldS: 2 * cpuS,
      report: { engine: 'flow', isTimeLimited: false, classes, starts: 1, served: { 1: 199 }, peakMb: 50, wallS: 1 },
    },
    command: { planned: run, checked: run, levels: [], isOptimal: gap === 0, planMb: 1 },
    gap: { total: gap === null ? null : 2 * gap, weighted: gap, worst: gap },
    naive: { jslp: naive === '' ? solved : stopped, highs: naive === '' ? solved : 'not run: failed at S' },
  };
}

describe('tables of the solver benchmark', () => {
  it('a cell shows median and worst beside the target, and how many instances miss it', () => {
    const rows = [0.004, 0.001, 0.009].map((cpuS) => row({ size: 'S', cpuS }));

    expect(targetTable(rows).split('\n').at(-1)).toMatch(
      /^\| S single \| 3 \| 0\.008 \(0\.018\) \| 0 \(0\) \| 0\.004 \(0\.009\) \| ≤ 0\.005 \| 1 \| 0 \(0\) \| ≤ 0 \| 0 \|/,
    );
  });

  it('the gap over contacts is shown, the one of the proofs is held against the target', () => {
    const line = targetTable([row({ size: 'S', variant: 'sticky', cpuS: 0.001, gap: 0.0008 })])
      .split('\n')
      .at(-1);

    expect(line).toMatch(/^\| S sticky \| 1 \| 0\.002 \(0\.002\) \| 0\.16 \(0\.16\) \|.*\| 0\.08 \(0\.08\) \| ≤ 0\.1 \| 0 \|/);
  });

  it('the verdict names what is missed by too many or by too far, and nothing else', () => {
    const met = [0.004, 0.004, 0.004, 0.006].map((cpuS) => row({ size: 'S', cpuS }));
    const far = [0.004, 0.004, 0.004, 0.011].map((cpuS) => row({ size: 'S', cpuS }));
    const many = [0.004, 0.004, 0.006, 0.006].map((cpuS) => row({ size: 'S', cpuS }));

    expect(verdict(met)).toBe('1 of 16 cells missed (6.3 %).');
    expect(verdict(far)).toContain('- S single, proven, CPU s: missed by 1 of 4, 2.2 times the target at worst.');
    expect(verdict(many)).toContain('- S single, proven, CPU s: missed by 2 of 4, 1.2 times the target at worst.');
  });

  it('what is not proven is missed, and the gap of one-step instances must be none', () => {
    expect(verdict([row({ size: 'S', cpuS: 0.001, gap: null })])).toContain('gap %: missed by 1 of 1, not reached or not proven at worst.');
    expect(verdict([row({ size: 'S', cpuS: 0.001, gap: 1e-9 })])).toContain('gap %: missed by 1 of 1');
    expect(verdict([row({ size: 'S', variant: 'sticky', cpuS: 0.001, gap: 0.0009 })])).toBe('0 of 4 cells missed (0.0 %).');
  });

  it('growth is the exponent of classes × days × campaigns', () => {
    const rows = [1, 10, 100].map((classes) =>
      row({ size: ['S', 'M', 'L'][Math.log10(classes)] as string, classes, cpuS: classes ** 1.5 }),
    );

    expect(growthTable(rows).split('\n').at(-1)).toBe('| single | S, M, L | 3 | 1.50 | 1.50 |');
  });

  it('a naive model that was stopped is at least that many times slower; one that was left out says why', () => {
    const lines = naiveTable([row({ size: 'S', cpuS: 0.5 }), row({ size: 'M', cpuS: 0.5, naive: 'time-out: not done after 10 s' })]).split(
      '\n',
    );

    expect(lines.at(-2)).toBe('| S single | 1.2 | 1 | 1 | 4 s, 50 MB | 4 | 4 s, 50 MB | 4 | 99.50 |');
    expect(lines.at(-1)).toBe('| M single | 1.2 | 1 | 1 | time-out: not done after 10 s | >10 | not run: failed at S |  |  |');
  });

  it('answers that contradict each other are said', () => {
    const one = row({ size: 'S', cpuS: 0.5 }) as { command: { levels: object[] }; naive: { highs: { answer: { served: object } } } };
    expect(runTable([one])).not.toMatch(/MORE THAN|other amounts/);
    one.command.levels = [{ objective: 'served.priority1', value: 198 }];
    expect(runTable([one])).toContain('the command serves other amounts');
    one.naive.highs.answer.served = { 1: 198.9 };
    expect(runTable([one])).toContain('MORE THAN THE RELAXED OPTIMUM');
  });
});
