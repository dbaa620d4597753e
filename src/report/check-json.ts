/** A check as a JSON document: the envelope of every command, counts first. */

import { type CheckReport, countsOf } from './check-report.ts';
import { jsonDocument } from './json.ts';

/** The document. `findings` count; `ignored` are accepted ones; `baseline` those that are no worse than before (null without baseline). */
export function checkJson(report: CheckReport): string {
  const { tool, exitCode, plan, findings, ignored, known, failOn, failure } = report;
  const contacts = plan?.campaigns.reduce((sum, row) => sum + row.contacts, 0);
  const served = plan?.campaigns.reduce((sum, row) => sum + row.served, 0);
  const status = exitCode === 0 ? 'ok' : exitCode === 1 ? 'no' : 'error';
  return jsonDocument(
    tool,
    { status, exitCode },
    {
      ...(failure === null ? {} : { error: failure }),
      failOn,
      counts: { ...countsOf(findings), ignored: ignored.length, baseline: known?.length ?? 0 },
      plan: plan && {
        status: plan.outcome.status,
        isComplete: plan.outcome.isComplete,
        contacts,
        served,
        horizon: plan.horizon,
        observedAt: plan.snapshot.observedAt,
      },
      findings,
      ignored: ignored.map(({ finding, reason, until }) => ({ ...finding, reason, until })),
      baseline: known,
    },
  );
}
