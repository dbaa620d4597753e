/** Judges a plan by the policy of its workspace: measured value, bound, and what would satisfy it. */

import { addDays, type Instant, type LocalDate, localDateAt, parseInstant } from '../model/calendar.ts';
import { type Finding, finding, type Subject } from '../model/finding.ts';
import type { JudgedRule, Measurement } from '../model/judgement.ts';
import { moneyText } from '../model/money.ts';
import { compareText } from '../model/order.ts';
import type { CapacityUse, Plan } from '../model/plan.ts';
import type { Workspace } from '../model/workspace.ts';
import { dayText, grouped } from './amounts.ts';
import { demandFindings } from './policy-demand.ts';
import { busySenders } from './policy-senders.ts';
import { ceilDiv, counted, nanoMoney, shareText, tenThousandths, wholeOf } from './policy-values.ts';

/** What is judged. `now`: the instant of the check, for the age of the capacity. */
export interface PolicyInput {
  readonly plan: Plan;
  readonly workspace: Workspace;
  readonly now: Instant;
}

/** Findings of every policy that is set, and of `serve.atLeast` of the campaigns; empty when all hold. */
export function judgePolicy(input: PolicyInput): readonly Finding[] {
  return [...demandFindings(input), ...overage(input), ...headroom(input), ...busySenders(input), ...age(input)];
}

/** What was asked of the plan: its campaigns, and the keys of the policy that are set. */
export function judgedRules({ campaigns, policy, positions }: Workspace): readonly JudgedRule[] {
  const keys = [
    ...Object.keys(policy.serve).map((target) => `serve.${target}`),
    'overage',
    ...(policy.minHeadroom10k === null ? [] : ['minHeadroom']),
    ...(policy.maxUtilisation10k === null ? [] : ['maxUtilisation']),
    ...(policy.maxSnapshotAge === null ? [] : ['maxSnapshotAge']),
  ];
  return [
    ...campaigns.map(({ id }): JudgedRule => ({ kind: 'campaign', id, position: positions[`campaign:${id}`] ?? null })),
    ...keys.map((id): JudgedRule => ({ kind: 'policy', id, position: positions[`policy:${id}`] ?? positions['policy'] ?? null })),
  ];
}

function overage({ plan, workspace }: PolicyInput): readonly Finding[] {
  const { overage: rule } = workspace.policy;
  const paid = plan.cost.overage.filter((row) => row.sends > 0);
  if (rule.kind === 'allow') return [];
  if (rule.kind === 'forbid') {
    return paid.map(({ account, sends, amount, currency }) => {
      const subject: Subject = { kind: 'account', id: account };
      const measurement: Measurement = {
        measured: `${counted(sends, 'send')}, ${amount} ${currency}`,
        required: 'no overage',
        remedy: `${counted(sends, 'send')} fewer, or as many credits more`,
        excess: sends,
      };
      const text = `account ${account}: ${counted(sends, 'send')} of paid overage (${amount} ${currency}); policy.overage forbids it`;
      return finding('overage.forbidden', text, {
        subject,
        position: workspace.positions[`account:${account}`],
        data: { ...measurement },
      });
    });
  }
  const currencies = [...new Set(paid.map((row) => row.currency))].sort(compareText);
  return currencies.flatMap((currency) => {
    const cost = paid.reduce((sum, row) => (row.currency === currency ? sum + nanoMoney(row.amount) : sum), 0n);
    const over = cost - nanoMoney(rule.maxCost);
    if (over <= 0n) return [];
    const measurement: Measurement = {
      measured: `${moneyText(cost)} ${currency}`,
      required: `at most ${rule.maxCost} ${currency}`,
      remedy: `${moneyText(over)} ${currency} less overage`,
      excess: Number(over) / 1e9,
    };
    const text = `overage costs ${measurement.measured}; policy.overage allows ${measurement.required}`;
    return finding('overage.cost', text, {
      subject: { kind: 'policy', id: 'overage' },
      position: workspace.positions['policy:overage'],
      data: { ...measurement },
      discriminator: currency,
    });
  });
}

/** Credits left in every billing cycle the plan touches, as a share of what the plan may use of it (reserves taken off). */
function headroom({ plan, workspace }: PolicyInput): readonly Finding[] {
  const share = workspace.policy.minHeadroom10k;
  if (share === null) return [];
  const findings: Finding[] = [];
  for (const use of plan.capacity) {
    if (use.resource !== 'credit_balance' || use.limit === null || use.account === null) continue;
    const required = ceilDiv(tenThousandths(use.limit) * BigInt(share), 10_000n);
    const left = tenThousandths(use.headroom ?? 0);
    if (left < required) findings.push(lowHeadroom(use, use.account, use.limit, { share, required, left }, { plan, workspace }));
  }
  return findings;
}

function lowHeadroom(
  use: CapacityUse,
  account: string,
  limit: number,
  { share, required, left }: { readonly share: number; readonly required: bigint; readonly left: bigint },
  { plan, workspace }: Pick<PolicyInput, 'plan' | 'workspace'>,
): Finding {
  const fewer = wholeOf(required - left);
  // Credits that are added ask for headroom themselves.
  const more = share >= 10_000 ? null : wholeOf(ceilDiv((required - left) * 10_000n, BigInt(10_000 - share)));
  const isReset = use.to < plan.horizon.end;
  const when = isReset ? `at its reset on ${dayText(addDays(use.to, 1))}` : `on ${dayText(use.to)}, the last day of the plan`;
  const measurement: Measurement = {
    measured: `${grouped(Number(left / 10_000n))} of ${grouped(limit)} credits left ${when}`,
    required: `${shareText(share)}: ${grouped(wholeOf(required))}`,
    remedy: `${counted(fewer, 'send')} fewer${more === null ? '' : `, or ${counted(more, 'credit')} more`}`,
    excess: Number(required - left) / 10_000,
  };
  const text = `account ${account}: ${measurement.measured}; policy.minHeadroom asks for ${measurement.required}. ${measurement.remedy} would do`;
  return finding('headroom.low', text, {
    subject: { kind: 'account', id: account },
    position: workspace.positions['policy:minHeadroom'],
    data: { ...measurement, from: use.from, to: use.to },
    discriminator: use.from,
  });
}

/** Age of the capacity read from providers; numbers written in plan files have none. */
function age({ plan, workspace, now }: PolicyInput): readonly Finding[] {
  const most = workspace.policy.maxSnapshotAge;
  const { observedAt, accounts } = plan.snapshot;
  const ms = Math.max(0, (parseInstant(now) ?? 0) - (parseInstant(observedAt) ?? 0));
  const isLive = accounts.some((a) => a.provider !== 'declared');
  // Beyond a day no saved capacity is planned on, whatever the policy.
  const bound = most ?? DAY_MS;
  const findings: Finding[] = [];
  if (isLive && ms > bound) {
    const measurement: Measurement = {
      measured: `${ageText(ms)} old (observed ${observedAt})`,
      required: `at most ${ageText(bound)}`,
      remedy: 'new capacity: plan again, or `sendplan usage --save`',
      excess: ms - bound,
    };
    const text = `the capacity is ${measurement.measured}; ${most === null ? 'expected' : 'policy.maxSnapshotAge allows'} ${measurement.required}`;
    findings.push(
      finding('snapshot.stale', text, {
        subject: { kind: 'snapshot', id: 'snapshot' },
        position: workspace.positions['policy:maxSnapshotAge'],
        severity: most === null ? 'warning' : 'error',
        data: { ...measurement },
      }),
    );
  }
  for (const { account, credits, timeZone } of accounts) {
    const reset = credits.resets.value?.next;
    const today = localDateAt(now, timeZone.value);
    if (reset !== undefined && credits.remaining.value.kind === 'limited' && reset <= today)
      findings.push(resetPassed(account, reset, workspace));
  }
  return findings;
}

const resetPassed = (account: string, reset: LocalDate, workspace: Workspace): Finding =>
  finding('snapshot.reset-passed', `account ${account}: its credits were reset on ${dayText(reset)}, after they were read`, {
    subject: { kind: 'account', id: account },
    position: workspace.positions[`account:${account}`],
    data: { reset },
  });

const DAY_MS = 86_400_000;

/** `45 min`, `6 h`, `30 h 5 min`. */
function ageText(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
