/** The table of finding kinds: what each means, how bad it is by default, what to do. */

/** How bad. `error` makes `check` and `validate` fail by default. */
export type Severity = 'error' | 'warning' | 'info';

/** What a finding kind means: shown by `help findings`, used as default by every reporter. */
export interface FindingInfo {
  readonly title: string;
  readonly severity: Severity;
  /** What it means and what to do, one or two sentences. */
  readonly help: string;
}

const info = (severity: Severity, title: string, help: string): FindingInfo => ({ severity, title, help });

/** Every kind of finding there is. Adding a kind without its line here does not compile. */
export const FINDINGS = {
  'config.syntax': info('error', 'Not valid YAML or JSON', 'Fix the syntax at the position shown.'),
  'config.limit': info(
    'error',
    'Plan file over a safety limit',
    'Split the file, or move thousands of senders into a CSV file (senders: { file }).',
  ),
  'config.unknown-key': info('error', 'Unknown key', 'Fix the spelling, or start the key with x- when it is your own.'),
  'config.duplicate-key': info(
    'error',
    'Key written twice',
    'Keep one of them. Keys that look the same after Unicode NFC count as the same.',
  ),
  'config.missing-key': info('error', 'Required key missing', 'Add the key.'),
  'config.invalid-value': info('error', 'Value not allowed here', 'Write a value of the form shown.'),
  'config.duplicate-id': info(
    'error',
    'Id used twice',
    'Ids of accounts, senders, campaigns, domains and scenarios are unique each in their kind, over all files.',
  ),
  'config.unknown-reference': info('error', 'Reference to something that does not exist', 'Use an id that is defined, or define it.'),
  'config.contradiction': info('error', 'Values contradict each other', 'Change one of the two values named.'),
  'config.date-outside': info('error', 'Date outside the horizon or in the past', 'Move the date, or change horizon.start / horizon.end.'),
  'config.secret-literal': info(
    'error',
    'A secret stands in the plan file',
    'Put the secret into an environment variable, write the name of the variable here, and replace the leaked secret.',
  ),
  'config.env-name': info(
    'error',
    'Environment variable name not allowed',
    'The name must begin with the prefix of the provider or SENDPLAN_.',
  ),
  'config.file': info('error', 'File cannot be read', 'Check the path; files beside a plan file must be inside its folder.'),
  'config.empty': info('error', 'Nothing to plan', 'The files hold neither accounts nor campaigns.'),
  'config.unused': info('warning', 'Written but without effect', 'Remove it, or connect it to what it was meant for.'),
  'capacity.unknown': info(
    'error',
    'A number the plan needs is unknown',
    'Declare the number in the plan file, or set policy.onUnknownCapacity: zero.',
  ),
  'capacity.assumed-zero': info(
    'warning',
    'Unknown capacity counted as 0',
    'policy.onUnknownCapacity is zero: nothing is planned on this number. Declare it to use it.',
  ),
  'capacity.assumed': info(
    'info',
    'A documented default was assumed',
    'Declare the number in the plan file when the default is not right for you.',
  ),
  'capacity.reset-unknown': info(
    'warning',
    'Date of the next reset unknown',
    'The credits are planned as one pool for the whole horizon. Declare credits.resets to use the next allowance.',
  ),
  'capacity.inconsistent': info(
    'warning',
    'Numbers of the provider contradict each other',
    'The smaller capacity was used. Check the account in the dashboard of the provider.',
  ),
  'capacity.over-limit': info('warning', 'More used than the limit allows', 'Capacity counts as 0 until it is free again.'),
  'capacity.account-inactive': info(
    'warning',
    'Account does not send',
    'The provider reports a state in which it sends nothing; its capacity is 0.',
  ),
  'capacity.no-senders': info('warning', 'Account without senders', 'List its senders; nothing can be planned through it.'),
  'capacity.sender-inactive': info('info', 'Sender does not send', 'Its status is not active; it has no capacity.'),
  'provider.suspect-zero': info(
    'warning',
    'Zeros that may hide a failure',
    'Planned as if today were already spent. Use --trust-zeros when you know the zeros are right.',
  ),
  'provider.unknown-sender': info('warning', 'Provider lists a sender that is not expected', 'It is not used as capacity.'),
  'provider.clock-skew': info(
    'warning',
    'Clocks of provider and this machine differ',
    'Correct the clock; days and resets are judged by it.',
  ),
  'provider.legacy': info(
    'info',
    'Deprecated interface of the provider',
    'The provider has announced the end of this interface; see the suggestion.',
  ),
  'provider.excluded': info('warning', 'Provider left out', 'Asked for with --exclude-provider; demand pinned to it stays unserved.'),
  'snapshot.stale': info('warning', 'Saved capacity is old', 'Take a new snapshot with `sendplan usage --save`.'),
  'snapshot.reset-passed': info(
    'warning',
    'Credits were reset since the capacity was read',
    'Plan again on new numbers, with --previous for what was sent already.',
  ),
  'demand.shortfall': info('warning', 'Campaign cannot be served completely', 'See the reasons: they name the capacity that is used up.'),
  'demand.serve-at-least': info('error', 'serve.atLeast is not met', 'Free or buy capacity, widen the window, or lower serve.atLeast.'),
  'demand.no-sender': info('warning', 'No sender may serve this audience', 'Widen `from`, or check tags and status of the senders.'),
  'demand.no-day': info(
    'warning',
    'No day on which this campaign can start',
    'Window, weekdays, calendars of the senders and follow-ups leave no allowed start.',
  ),
  'overage.planned': info('warning', 'Plan uses paid overage', 'Lower the demand, or set overage.max: 0 to forbid it.'),
  'overage.forbidden': info(
    'error',
    'Plan uses overage the policy forbids',
    'Lower the demand, add credits, or write policy.overage: allow or { maxCost: … }.',
  ),
  'overage.cost': info(
    'error',
    'Overage costs more than the policy allows',
    'Lower the demand, add credits, or raise policy.overage.maxCost.',
  ),
  'headroom.low': info(
    'error',
    'Too little headroom',
    'policy.minHeadroom asks for more of the credits to be left at the reset: lower the demand, or add credits.',
  ),
  'utilisation.high': info(
    'error',
    'Sender too busy',
    'policy.maxUtilisation asks for more room on every day of a sender: add senders, widen windows, or lower the demand.',
  ),
  'serve.low': info(
    'error',
    'Too few contacts are served',
    'policy.serve asks for a larger share: free or buy capacity, widen windows, or lower the share.',
  ),
  'ignore.unused': info('warning', 'Ignored finding does not occur', 'Remove the entry from policy.ignore: it hides nothing.'),
  'ignore.expired': info('warning', 'Ignoring has ended', 'Remove the entry from policy.ignore, or write a later day.'),
  'ignore.reasonless': info('warning', 'Ignored without a reason', 'Write a reason beside the entry of policy.ignore.'),
  'in-flight.past': info('warning', 'In-flight sends before the first day', 'They are ignored: the day is over.'),
  'solver.gap': info('warning', 'Plan not proven optimal', 'The gap says how far at most. A longer --time-limit may close it.'),
  'solver.time-limit': info('warning', 'Time limit reached', 'The best verified plan so far is shown.'),
  'cost.unknown': info('info', 'Price of an account unknown', 'Write its tier, credits.resets and a price list in `catalog`.'),
  'cost.no-rate': info('warning', 'Costs in several currencies', 'Write `rates` in the price list whose currency is to be converted.'),
  'plan.stale': info('error', 'Plan no longer fits its inputs', 'Plan again.'),
  'plan.drift': info('warning', 'Capacity has changed since the plan was made', 'Plan again; an error says that the plan no longer fits.'),
  'plan.limit-exceeded': info(
    'error',
    'A limit does not hold',
    'The plan file was changed, or this is our bug: plan again and report it if it stays.',
  ),
  'plan.inconsistent': info(
    'error',
    'Plan contradicts itself or its inputs',
    'The plan file was changed, or this is our bug: plan again and report it if it stays.',
  ),
} as const satisfies Record<string, FindingInfo>;

/** Kind of a finding, dotted. */
export type FindingKind = keyof typeof FINDINGS;

/** Name of the part of the README that explains a kind: `finding-config-syntax`. */
export const findingAnchor = (kind: FindingKind): string => `finding-${kind.replace('.', '-')}`;
