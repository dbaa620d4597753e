/** Judges what a plan serves: `serve.atLeast` of the campaigns and `policy.serve` of priorities. */

import { type Finding, finding } from '../model/finding.ts';
import type { Measurement } from '../model/judgement.ts';
import type { CampaignResult, Plan } from '../model/plan.ts';
import type { Workspace } from '../model/workspace.ts';
import { grouped } from './amounts.ts';
import { ceilDiv, counted, partText, shareText } from './policy-values.ts';

/** Reasons named in one remedy. */
const NAMED = 2;

/** Findings of everything that had to be served and is not. */
export const demandFindings = (input: { readonly plan: Plan; readonly workspace: Workspace }): readonly Finding[] => [
  ...campaigns(input.plan, input.workspace),
  ...targets(input.plan, input.workspace),
];

function campaigns(plan: Plan, workspace: Workspace): readonly Finding[] {
  return workspace.campaigns.flatMap(({ id, serveAtLeast }) => {
    const rows = plan.campaigns.filter((row) => row.campaign === id);
    const served = rows.reduce((sum, row) => sum + row.served, 0);
    if (served >= serveAtLeast) return [];
    const measurement: Measurement = {
      measured: `${grouped(served)} contacts served`,
      required: `at least ${grouped(serveAtLeast)}`,
      remedy: remedy(serveAtLeast - served, rows),
      excess: serveAtLeast - served,
    };
    const text = `${id}: ${measurement.measured}, serve.atLeast asks for ${grouped(serveAtLeast)}. What is missing: ${measurement.remedy}`;
    return finding('demand.serve-at-least', text, {
      subject: { kind: 'campaign', id },
      position: workspace.positions[`campaign:${id}`],
      data: { ...measurement, served, atLeast: serveAtLeast },
    });
  });
}

function targets(plan: Plan, workspace: Workspace): readonly Finding[] {
  return Object.entries(workspace.policy.serve).flatMap(([target, share]) => {
    const rows = plan.campaigns.filter((row) => target === 'all' || target === `priority${row.priority}`);
    // What an earlier plan has started is served as well.
    const served = rows.reduce((sum, row) => sum + BigInt(row.served + row.alreadyStarted), 0n);
    const contacts = rows.reduce((sum, row) => sum + BigInt(row.contacts + row.alreadyStarted), 0n);
    const required = ceilDiv(contacts * BigInt(share), 10_000n);
    if (served >= required) return [];
    const missing = Number(required - served);
    const measurement: Measurement = {
      measured: `${partText(served, contacts)}: ${grouped(Number(served))} of ${grouped(Number(contacts))} contacts served`,
      required: `${shareText(share)}: ${grouped(Number(required))}`,
      remedy: remedy(missing, rows),
      excess: missing,
    };
    const text = `${targetText(target)}: ${measurement.measured}; policy.serve asks for ${measurement.required}. What is missing: ${measurement.remedy}`;
    return finding('serve.low', text, {
      subject: { kind: 'policy', id: `serve.${target}` },
      position: workspace.positions[`policy:serve.${target}`],
      data: { ...measurement },
    });
  });
}

const targetText = (target: string): string => (target === 'all' ? 'all campaigns' : target.replace('priority', 'priority '));

/** `900 more contacts; what holds them back: credits of sg-main before 1 Dec (6,000)`. */
function remedy(missing: number, rows: readonly CampaignResult[]): string {
  const reasons = new Map<string, number>();
  for (const { text, missing: contacts } of rows.flatMap((row) => row.shortfall?.reasons ?? []))
    reasons.set(text, (reasons.get(text) ?? 0) + contacts);
  const largest = [...reasons].sort(([, a], [, b]) => b - a);
  const named = largest.slice(0, NAMED).map(([text, contacts]) => `${text} (${grouped(contacts)})`);
  const more = largest.length > NAMED ? ` and ${largest.length - NAMED} more` : '';
  const why = named.length === 0 ? '' : `, held back by ${named.join(', ')}${more}`;
  return `${counted(missing, 'more contact')}${why}`;
}
