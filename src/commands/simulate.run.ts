/** `sendplan simulate`: the plan as it is beside the plans of what-ifs. */

import { availableParallelism } from 'node:os';
import { loadWorkspace } from '../config/load.ts';
import { didYouMean } from '../config/suggest.ts';
import { ConfigError, UsageError } from '../errors.ts';
import { formatInstant } from '../model/calendar.ts';
import type { Snapshot } from '../model/capacity.ts';
import type { Change } from '../model/catalog.ts';
import type { Finding } from '../model/finding.ts';
import type { Simulation } from '../model/simulation.ts';
import { grouped } from '../model/words.ts';
import type { Scenario, Workspace } from '../model/workspace.ts';
import { escapeTerminal } from '../report/escape-terminal.ts';
import { aimedAt } from '../whatif/aims.ts';
import { type Applied, applyChanges } from '../whatif/apply.ts';
import { figuresOf } from '../whatif/outcome.ts';
import { type BaselinePrices, type Simulated, simulationOf, type WhatIf } from '../whatif/simulate.ts';
import { readCapacity } from './capacity.ts';
import type { Invocation, Run } from './command.ts';
import { EXIT } from './failure.ts';
import { type PlanLineResult, planLine } from './plan-line.ts';
import { readPlan } from './saved-plan.ts';
import type { SimulateOptions } from './simulate.spec.ts';
import { TOOL } from './tool.ts';
import { namesOf, parseGrid, parseSetting, splitSetting } from './what-if-paths.ts';

/** Exit 0 when every plan was made and passed the check. */
export const run: Run<SimulateOptions> = async (invocation) => {
  const { arguments: paths, runtime, options } = invocation;
  const { workspace, findings } = await loadWorkspace(paths, { cwd: runtime.cwd, now: formatInstant(runtime.now()) });
  const chosen = scenariosOf(workspace, options);
  const { snapshot } = await readCapacity(invocation, workspace);
  const whatIfs = [...chosen.map(whatIfOf), ...askedOn(workspace, snapshot, options)];
  // All of them are applied before the first is planned: a mistake in the last one costs no time.
  const applied = whatIfs.map((whatIf) => ({ whatIf, applied: applyOne(whatIf, workspace, snapshot) }));
  const { simulated, baseline } = await planAll([{ whatIf: null, applied: applyChanges(workspace, snapshot, []) }, ...applied], invocation);
  const wanted = whatIfs.flatMap(({ changes }) => changes);
  const prices = options.prices ? await pricesOf(baseline, snapshot, wanted, invocation) : null;
  const simulation = simulationOf(simulated, workspace, findings, prices);
  await deliver(simulation, invocation);
  return EXIT.done;
};

/** Scenarios of the files that are asked for. Throws: UsageError. */
function scenariosOf(workspace: Workspace, { scenario: ids, set, grid }: SimulateOptions): readonly Scenario[] {
  const known = workspace.scenarios.map((s) => s.id);
  if (ids === undefined) {
    if (set !== undefined || grid !== undefined) return [];
    if (known.length > 0) return workspace.scenarios;
    throw new UsageError('nothing to simulate: the plan files hold no scenarios. Write some, or use --set or --grid.');
  }
  return [...new Set(ids)].map((id) => {
    const found = workspace.scenarios.find((s) => s.id === id.normalize('NFC'));
    if (found !== undefined) return found;
    const hint = didYouMean(id, known) || (known.length === 0 ? ' The plan files hold none.' : ` Known: ${known.join(', ')}.`);
    throw new UsageError(`--scenario ${id}: there is no such scenario.${hint}`);
  });
}

const whatIfOf = ({ id, title, changes }: Scenario): WhatIf => ({ kind: 'scenario', id, title, settings: [], changes });

/** What `--set` and `--grid` ask for. With both, every cell of the grid holds the settings as well. */
function askedOn(workspace: Workspace, snapshot: Snapshot, options: SimulateOptions): readonly WhatIf[] {
  const names = namesOf(workspace, snapshot);
  const set = (options.set ?? []).map((text) => parseSetting('--set', ...splitSetting('--set', text), names));
  const fixed: readonly Change[] = set.flatMap((s) => s.changes);
  const grid = parseGrid(options.grid ?? [], names).map((cell): WhatIf => {
    const settings = cell.map(({ path, value }) => ({ path, value }));
    return {
      kind: 'cell',
      id: settings.map((s) => `${s.path}=${s.value}`).join(' '),
      title: null,
      settings,
      changes: [...fixed, ...cell.flatMap((s) => s.changes)],
    };
  });
  if (set.length === 0) return grid;
  const settings = set.map(({ path, value }) => ({ path, value }));
  return [{ kind: 'scenario', id: '--set', title: null, settings, changes: fixed }, ...grid];
}

/** Throws: ConfigError at the place of the scenario, UsageError for what stands on the command line. */
function applyOne(whatIf: WhatIf, workspace: Workspace, snapshot: Snapshot): Applied {
  try {
    return applyChanges(workspace, snapshot, whatIf.changes);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (whatIf.settings.length > 0)
      throw new UsageError(`${whatIf.settings.map((s) => `${s.path}=${s.value}`).join(' ')}: ${error.message}`, { cause: error });
    const placeOf = (f: Finding) =>
      workspace.positions[`scenario:${whatIf.id}/${f.data['change']}`] ?? workspace.positions[`scenario:${whatIf.id}`];
    throw new ConfigError(error.findings.map((f): Finding => ({ ...f, ...placeOf(f), message: `scenario ${whatIf.id}: ${f.message}` })));
  }
}

interface Task {
  readonly whatIf: WhatIf | null;
  readonly applied: Applied;
}

/** Plans all of them, as many at a time as there are cores: each solves in a worker of its own. */
async function planAll(
  tasks: readonly Task[],
  { options, runtime, output }: Invocation<SimulateOptions>,
): Promise<{ readonly simulated: readonly Simulated[]; readonly baseline: PlanLineResult }> {
  const previous = options.previous === undefined ? null : await readPlan(options.previous, runtime.cwd, runtime.signal);
  const simulated: Simulated[] = [];
  const kept: PlanLineResult[] = [];
  // When one of them fails, the others are not waited for.
  const stop = new AbortController();
  const signal = AbortSignal.any([runtime.signal, stop.signal]);
  let next = 0;
  let done = 0;
  const planNext = async (): Promise<void> => {
    for (let i = next++; i < tasks.length; i = next++) {
      const { whatIf, applied } = tasks[i] as Task;
      const result = await planLine({
        workspace: applied.workspace,
        snapshot: applied.snapshot,
        previous,
        solver: options.solver ?? 'auto',
        timeLimitMs: options.timeLimit ?? null,
        signal,
        clock: runtime.clock,
        onProgress: () => undefined,
        onFallback: (message) => void output.say(message),
      });
      const figures = figuresOf(result.plan, applied.pools);
      simulated[i] = { whatIf, effects: applied.effects, accounts: applied.accounts, figures, findings: result.plan.findings };
      if (whatIf === null) kept.push(result);
      done++;
      const what = whatIf === null ? 'the plan as it is' : escapeTerminal(whatIf.id);
      void output.say(`planned ${done} of ${tasks.length}, ${what}: ${grouped(figures.served)} contacts`);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, planNext));
  } catch (error) {
    stop.abort();
    throw error;
  }
  return { simulated, baseline: kept[0] as PlanLineResult };
}

/** Prices of the plan as it is, those of what the scenarios change before the others. */
async function pricesOf(
  { plan, workspace }: PlanLineResult,
  snapshot: Snapshot,
  changes: readonly Change[],
  invocation: Invocation<SimulateOptions>,
): Promise<BaselinePrices> {
  const [{ searchPrices }, { buildProblem }, { bindingLimits }] = await Promise.all([
    import('./price-search.ts'),
    import('../problem/build.ts'),
    import('../plan/explain.ts'),
  ]);
  const [situation, subject] = [{ workspace, snapshot }, { kind: 'plan' } as const];
  const question = {
    ...{ situation, problem: buildProblem(workspace, snapshot), plan, subject },
    binding: bindingLimits(plan, subject),
    isWanted: aimedAt(changes, situation),
  };
  return { ...(await searchPrices(question, invocation)), situation };
}

async function deliver(simulation: Simulation, { output }: Invocation<SimulateOptions>): Promise<void> {
  switch (output.format) {
    case 'json': {
      const { jsonDocument } = await import('../report/json.ts');
      return output.result(jsonDocument(TOOL, { status: 'ok', exitCode: EXIT.done }, { ...simulation }));
    }
    case 'markdown':
      return output.result((await import('../report/markdown-simulation.ts')).markdownSimulation(simulation));
    case 'csv':
      return output.result((await import('../report/csv-simulation.ts')).simulationCsv(simulation));
    default:
      return output.result((await import('../report/pretty-simulation.ts')).prettySimulation(simulation, output.style));
  }
}
