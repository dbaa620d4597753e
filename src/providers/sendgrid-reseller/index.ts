/** SendGrid Web API v2: credits of a reseller's customer. Kept for resellers who have no other interface. */

import { dayNumber } from '../../model/calendar.ts';
import type { AccountReading } from '../../model/capacity.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { limited } from '../../model/limit.ts';
import {
  ask,
  assumed,
  type Call,
  type CallOf,
  callOf,
  connectionOf,
  derived,
  expectShape,
  failure,
  quote,
  requestName,
  said,
} from '../answer.ts';
import { consistentRemaining, resetRule } from '../credits.ts';
import { decode } from '../decode.ts';
import type { Provider, ProviderAnswer, ProviderRequest } from '../provider.ts';
import { parseXml, xmlTexts } from '../xml.ts';
import { capabilities } from './capabilities.ts';
import { jsonError, type Overview, overview, xmlError, xmlOverview } from './wire.ts';

const ZONE = 'America/Los_Angeles';

function requestFor(call: CallOf<'sendgrid-reseller'>, user: string, key: string): Omit<ProviderRequest, 'account'> {
  const { format } = call.connection;
  return {
    method: 'POST',
    origin: 'https://api.sendgrid.com',
    path: ['apiv2', `reseller.account.${format}`],
    accept: format,
    form: { api_user: user, api_key: key, task: 'overview', user: call.connection.user },
  };
}

/** Body as a value, whatever its format. Throws: ProviderError `provider_protocol` for XML that is not well-formed. */
async function bodyOf(call: Call, name: string, answer: ProviderAnswer): Promise<unknown> {
  if (answer.body.kind === 'json') return answer.body.value;
  const value = await parseXml(answer.body.text);
  if (value === null)
    throw failure(call, 'provider_protocol', `${name} answered XML that is not well-formed; nothing was read from this answer.`);
  return value;
}

/** The provider's own words when the body is a refusal, else null. */
function refusalIn(body: unknown): readonly string[] | null {
  const json = decode(jsonError, body);
  if (json.ok) return json.value.errors;
  const xml = decode(xmlError, body);
  if (!xml.ok) return null;
  const { errors } = xml.value.result;
  return xmlTexts(typeof errors === 'object' && errors !== null && 'error' in errors ? errors.error : errors);
}

/** Throws the error of a refusal. The body decides; the status only when the body says nothing. */
function refuse(call: CallOf<'sendgrid-reseller'>, name: string, status: number, words: readonly string[]): never {
  const text = words.join('; ');
  const fact = `${name} was refused (status ${status})${text === '' ? '' : `: ${quote(call, text)}`}`;
  if (status === 401 || /username|password|api.?key|authori[sz]|credential/i.test(text)) {
    throw failure(
      call,
      'provider_auth',
      `${fact}. Check the key in ${call.connection.apiKeyEnv}${call.connection.userEnv === null ? '' : ` and the user in ${call.connection.userEnv}`}.`,
    );
  }
  if (status === 403 || /permission|forbidden|access denied/i.test(text)) {
    throw failure(
      call,
      'provider_permission',
      `${fact}. The key in ${call.connection.apiKeyEnv} may not read customers: a reseller contract is needed.`,
    );
  }
  if (status === 404 || /(does not|doesn't) exist|not found|no such|unknown user/i.test(text)) {
    throw failure(call, 'provider_not_found', `${fact}. SendGrid does not know the customer "${call.connection.user}"; check \`user\`.`);
  }
  throw failure(call, 'provider_rejected', `${fact}.`);
}

/** Findings and reset of the billing dates. A cycle that is not a month long has no known rhythm: the reset stays untold. */
function billing(call: Call, name: string, body: Overview) {
  const { billing_start_date: start, billing_end_date: end, billing_process_date: next } = body;
  if (end < start) throw failure(call, 'provider_value', `${name}: billing_end_date ${end} is before billing_start_date ${start}.`);
  const zone = call.account.timeZone ?? ZONE;
  const names = ['billing_start_date', 'billing_process_date'] as const;
  const resets = resetRule(call, name, { last: start, next, every: 'month', names }, zone);
  const days = dayNumber(next) - dayNumber(start);
  if (days >= 28 && days <= 31)
    return { resets: derived(call, resets, 'billing_process_date, repeated monthly on the day of billing_start_date.') };
  return {
    untold: finding(
      'capacity.reset-unknown',
      `Account "${call.account.id}": the billing cycle ${start} to ${next} has ${days} days, which is no month; the next allowance is not planned on. Declare credits.resets.`,
      { subject: { kind: 'account', id: call.account.id } },
    ),
  };
}

const legacy = (call: CallOf<'sendgrid-reseller'>): Finding =>
  finding(
    'provider.legacy',
    `Account "${call.account.id}" is read through SendGrid Web API v2, whose end was announced for 10 February 2025. Use provider: sendgrid with onBehalfOf: { accountId: … } (GET /v3/user/credits) when the customer has a v3 account id.`,
    { subject: { kind: 'account', id: call.account.id } },
  );

/** The connector for `provider: sendgrid-reseller`. */
export const sendgridReseller: Provider = {
  id: 'sendgrid-reseller',
  defaultTimeZone: ZONE,
  capabilities,
  read: async (account, context): Promise<readonly AccountReading[]> => {
    const connection = connectionOf('sendgrid-reseller', account);
    const key = context.credential(connection.apiKeyEnv);
    const user = connection.userEnv === null ? 'apikey' : context.credential(connection.userEnv);
    const call = callOf('sendgrid-reseller', account, context, connection.userEnv === null ? [key] : [key, user]);
    const request = requestFor(call, user, key);
    const name = requestName(request);
    const answer = await ask(call, request);
    const value = await bodyOf(call, name, answer);
    const words = refusalIn(value);
    if (words !== null || answer.status >= 400) refuse(call, name, answer.status, words ?? []);
    if (answer.status !== 200) throw failure(call, 'provider_protocol', `${name} was answered with ${answer.status}; expected status 200.`);
    const body =
      answer.body.kind === 'json' ? expectShape(call, name, overview, value) : expectShape(call, name, xmlOverview, value).result.overview;
    const { remaining, findings } = consistentRemaining(call, name, {
      total: body.credits_allowed,
      used: body.credits_used,
      remaining: body.credits_remain,
      overage: body.credits_overage,
    });
    const cycle = billing(call, name, body);
    return [
      {
        account: account.id,
        provider: 'sendgrid-reseller',
        isDiscovered: false,
        observedAt: context.now,
        ...(account.timeZone === null
          ? { timeZone: assumed(call, ZONE, 'SendGrid tells dates without a zone; its billing days follow Pacific time.') }
          : {}),
        credits: {
          remaining,
          allowance: said(call, limited(body.credits_allowed)),
          used: said(call, body.credits_used),
          overageUsed: said(call, body.credits_overage),
          ...(cycle.resets === undefined ? {} : { resets: cycle.resets }),
        },
        findings: [legacy(call), ...findings, ...(cycle.untold === undefined ? [] : [cycle.untold])],
      },
    ];
  },
};
