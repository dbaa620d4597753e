/** `sendplan verify`: checks a written plan against the plan files it names. */

import type { Plan, Verification } from '../model/plan.ts';
import { jsonDocument } from '../report/json.ts';
import { prettyVerification } from '../report/pretty-verification.ts';
import type { Run } from './command.ts';
import { EXIT } from './failure.ts';
import { folderOf, workspaceOf } from './plan-workspace.ts';
import { readPlan } from './saved-plan.ts';
import { TOOL } from './tool.ts';

/** Exit 0 when every limit holds, else 1. */
export const run: Run<object> = async ({ arguments: [path = ''], runtime, output }) => {
  const { plan } = await readPlan(path, runtime.cwd, runtime.signal);
  const folder = await folderOf(plan, path, runtime.cwd);
  const workspace = await workspaceOf(plan, folder, runtime.signal);
  const { verifyPlan } = await import('../verify/verify.ts');
  const verification = verifyPlan({ workspace, plan });
  const exitCode = verification.isValid ? EXIT.done : EXIT.no;
  await output.result(
    output.format === 'json'
      ? jsonDocument(TOOL, { status: verification.isValid ? 'ok' : 'no', exitCode }, documentOf(plan, verification))
      : prettyVerification(plan, verification, output.style),
  );
  return exitCode;
};

const documentOf = ({ horizon }: Plan, { findings, ...rest }: Verification) => ({ horizon, verification: rest, findings });
