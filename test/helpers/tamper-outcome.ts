/** Falsified claims: levels, bounds, certificate, status. */

import type { SenderGroup } from '../../src/model/plan.ts';
import type { ListedPlan as Plan } from './listed-plan.ts';
import { changeAt, changeFirst, type Tampering, withLevels, withOutcome } from './tamper-kit.ts';

type Level = Plan['outcome']['levels'][number];
type CertificateLevel = NonNullable<Plan['outcome']['certificate']>['levels'][number];

const levelTampering = (name: string, fits: (level: Level) => boolean, change: (level: Level) => Level): Tampering => ({
  name,
  apply: (plan) => withLevels(plan, changeFirst(plan.outcome.levels, fits, change)),
});

const isProvenLevel = ({ objective }: Level): boolean => /^(shortfall|served|overage)\./.test(objective);
const isBounded = (level: Level): boolean => isProvenLevel(level) && level.bound !== null;

/** Falsifies the certificate entry of the first level that carries a bound. */
function certificateTampering(name: string, change: (entry: CertificateLevel, plan: Plan) => CertificateLevel | null): Tampering {
  return {
    name,
    apply: (plan) => {
      const { certificate, levels } = plan.outcome;
      const bounded = new Set(levels.filter(isBounded).map((level) => level.objective));
      const index = certificate?.levels.findIndex((entry) => bounded.has(entry.objective)) ?? -1;
      if (certificate === null || index < 0) return null;
      const changed = change(certificate.levels[index] as CertificateLevel, plan);
      return changed && withOutcome(plan, { certificate: { ...certificate, levels: changeAt(certificate.levels, index, () => changed) } });
    },
  };
}

/** Falsifies the groups of a certificate that some bound rests on. `senders` are all of the snapshot. */
function groupTampering(name: string, groupsOf: (senders: readonly Owned[]) => readonly SenderGroup[] | null | undefined): Tampering {
  return {
    name,
    apply: (plan) => {
      const { certificate, levels } = plan.outcome;
      const senders = plan.snapshot.accounts.flatMap(({ account, senders: own }) => own.map(({ id }) => ({ account, id })));
      const groups = levels.some(isBounded) ? groupsOf(senders) : null;
      return certificate && groups ? withOutcome(plan, { certificate: { ...certificate, groups } }) : null;
    },
  };
}
interface Owned {
  readonly account: string;
  readonly id: string;
}

const GROUPS: readonly Tampering[] = [
  groupTampering('group with an unknown sender', ([first]) => first && [{ id: '?', account: first.account, senders: [`${first.id}?`] }]),
  groupTampering('group with a sender twice', ([first]) => first && [{ id: '?', account: first.account, senders: [first.id, first.id] }]),
  groupTampering('group with a sender of another account', (senders) => {
    const [first] = senders;
    const other = senders.find((sender) => sender.account !== first?.account);
    return first === undefined || other === undefined ? null : [{ id: '?', account: first.account, senders: [first.id, other.id] }];
  }),
  groupTampering('two groups of one id', ([first]) => {
    const group = first && { id: '?', account: first.account, senders: [first.id] };
    return group && [group, group];
  }),
];

export const OUTCOME: readonly Tampering[] = [
  levelTampering('value of a level one higher', isProvenLevel, (l) => ({ ...l, value: l.value + 1 })),
  levelTampering('sense of a level turned round', isProvenLevel, (l) => ({ ...l, sense: l.sense === 'max' ? 'min' : 'max' })),
  levelTampering('another unit of a level', isProvenLevel, (l) => ({ ...l, unit: `${l.unit}?` })),
  levelTampering('bound beyond the value', isBounded, (l) => {
    const bound = l.sense === 'max' ? l.value - 1 : l.value + 1;
    return { ...l, bound, gap: 1 / Math.max(1, Math.abs(bound)) };
  }),
  levelTampering(
    'gap hidden',
    (l) => isBounded(l) && l.gap !== 0,
    (l) => ({ ...l, gap: 0 }),
  ),
  levelTampering(
    'gap without a bound',
    (l) => l.bound === null,
    (l) => ({ ...l, gap: 0 }),
  ),
  levelTampering(
    'bound on a level that is never proven',
    (l) => !isProvenLevel(l),
    (l) => ({ ...l, bound: l.value, gap: 0 }),
  ),
  {
    name: 'level left out',
    apply: (plan) => {
      const { levels } = plan.outcome;
      const index = levels.findIndex((l) => l.objective.startsWith('served.'));
      return index < 0 ? null : withOutcome(plan, { levels: levels.filter((_, i) => i !== index) });
    },
  },
  {
    name: 'levels in another order',
    apply: (plan) => {
      const proven = plan.outcome.levels.filter(isProvenLevel);
      const rest = plan.outcome.levels.filter((l) => !isProvenLevel(l));
      return proven.length < 2 ? null : withOutcome(plan, { levels: [...proven.reverse(), ...rest] });
    },
  },
  {
    name: 'certificate removed, bounds kept',
    apply: (plan) => (plan.outcome.levels.some(isBounded) ? withOutcome(plan, { certificate: null }) : null),
  },
  certificateTampering('negative dual value', (entry, plan) => {
    const duals = changeFirst(
      entry.duals,
      (row) => row.family !== 'follow_up_balance',
      (row) => ({ ...row, dual: -row.dual - 1 }),
    );
    const [result] = plan.campaigns;
    if (duals !== null || result === undefined) return duals && { ...entry, duals };
    return { ...entry, duals: [...entry.duals, { family: 'demand', campaign: result.campaign, segment: result.segment, dual: -1 }] };
  }),
  certificateTampering('dual value of a row that is none', (entry) => ({
    ...entry,
    duals: [...entry.duals, { family: 'credit_balance', account: 'nobody?', date: '2026-11-20', dual: 1 }],
  })),
  certificateTampering('dual value of a group that is none', (entry, plan) => ({
    ...entry,
    duals: [...entry.duals, { family: 'sender_daily_limit', group: 'nobody?', date: plan.horizon.start, dual: 1 }],
  })),
  ...GROUPS,
  certificateTampering('dual value given twice', (entry) =>
    entry.duals[0] ? { ...entry, duals: [entry.duals[0], ...entry.duals] } : null,
  ),
  certificateTampering('dual value that is no integer', (entry) => {
    const duals = changeFirst(
      entry.duals,
      () => true,
      (row) => ({ ...row, dual: row.dual + 0.5 }),
    );
    return duals && { ...entry, duals };
  }),
  certificateTampering('multiplier of the level itself', (entry) => ({ ...entry, kept: { ...entry.kept, [entry.objective]: 1 } })),
  ...(['optimal', 'feasible', 'infeasible', 'noSolution'] as const).map(
    (status): Tampering => ({
      name: `status called ${status}`,
      apply: (plan) => (plan.outcome.status === status ? null : withOutcome(plan, { status })),
    }),
  ),
];
