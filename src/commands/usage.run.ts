/** `sendplan usage`: shows what every account and sender can still send. */

import { loadWorkspace } from '../config/load.ts';
import { dayNumber, formatInstant } from '../model/calendar.ts';
import type { AccountCapacity, SenderCapacity, Snapshot } from '../model/capacity.ts';
import { type Limit, limited } from '../model/limit.ts';
import type { Workspace } from '../model/workspace.ts';
import { onCalendar, rampLimits } from '../problem/calendar.ts';
import { readCapacity } from './capacity.ts';
import type { Invocation, Run } from './command.ts';
import { EXIT } from './failure.ts';
import { TOOL } from './tool.ts';
import type { UsageOptions } from './usage.spec.ts';

/** Exit 0 when every account could be read. */
export const run: Run<UsageOptions> = async (invocation) => {
  const { arguments: paths, options, runtime, output } = invocation;
  const { workspace, findings } = await loadWorkspace(paths, { cwd: runtime.cwd, now: formatInstant(runtime.now()) });
  const capacity = await readCapacity(invocation, workspace);
  if (options.save !== undefined) await save(invocation, options.save, capacity);
  const snapshot = { ...capacity.snapshot, findings: [...findings, ...capacity.snapshot.findings] };
  await output.result(await render(snapshot, limitsToday(snapshot, workspace), invocation));
  return EXIT.done;
};

async function save({ runtime, output }: Invocation, path: string, capacity: Awaited<ReturnType<typeof readCapacity>>): Promise<void> {
  const [{ serializeSnapshot }, { writeFileAtomically }] = await Promise.all([import('../snapshot/file.ts'), import('./write.ts')]);
  const { observedAt, readings } = capacity;
  await writeFileAtomically(path, serializeSnapshot({ formatVersion: '1.0', observedAt, readings }), runtime);
  await output.say(`saved ${path}`);
}

async function render(snapshot: Snapshot, limits: ReadonlyMap<string, Limit>, { output }: Invocation): Promise<string> {
  if (output.format === 'json') {
    const { jsonDocument } = await import('../report/json.ts');
    return jsonDocument(TOOL, { status: 'ok', exitCode: EXIT.done }, { ...snapshot });
  }
  if (output.format === 'csv') return (await import('../report/csv-usage.ts')).usageCsv(snapshot, limits);
  return (await import('../report/pretty-usage.ts')).prettyUsage(snapshot, limits, output.style);
}

/** Most sends of every sender today: daily limit, warm-up, sending domain and calendar. Unknown stays unknown. */
function limitsToday(snapshot: Snapshot, workspace: Workspace): ReadonlyMap<string, Limit> {
  const domains = new Map(workspace.domains.map((domain) => [domain.id, domain.dailyLimit]));
  return new Map(
    snapshot.accounts.flatMap((account) =>
      account.senders.map((sender) => [sender.id, limitToday(sender, account, domains.get(sender.domain ?? ''))] as const),
    ),
  );
}

function limitToday(sender: SenderCapacity, account: AccountCapacity, domainLimit: number | undefined): Limit {
  const today = dayNumber(account.today);
  const counts = onCalendar(sender);
  if (sender.status.value !== 'active' || !counts(today)) return limited(0);
  const daily = sender.dailyLimit.value;
  if (daily.kind === 'unknown') return daily;
  const ramp = sender.warmUp === null ? Infinity : (rampLimits(sender.warmUp, counts, today, 1)[0] as number);
  const amount = Math.min(daily.kind === 'limited' ? daily.amount : Infinity, ramp, domainLimit ?? Infinity);
  return amount === Infinity ? { kind: 'unlimited' } : limited(amount);
}
