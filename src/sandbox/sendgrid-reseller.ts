/** SendGrid Web API v2 in the sandbox: the reseller's account overview, JSON and XML. */

import { addDays } from '../model/calendar.ts';
import type { Company } from './company.ts';
import { isMissing } from './derived.ts';
import { elements, json, type SandboxAnswer, type SandboxRequest, type Surface, xml } from './wire.ts';

/**
 * POST /apiv2/reseller.account.json and .xml with task=overview.
 * Source: SendGrid Web API v2 reference, Reseller API, Account Overview; last verified 2026-11-20.
 * Assumes: refusals are HTTP 200 with `message: error` (their status is not documented).
 */
export function sendgridResellerSurface(company: Company, key: string): Surface {
  const overview = (user: string): Readonly<Record<string, string | number>> => {
    const customer = company.customer(user);
    const over = Math.max(0, customer.used - customer.total);
    return {
      reputation: '97',
      requests: String(customer.used),
      package: customer.package,
      credits_allowed: String(customer.total),
      credits_used: String(customer.used),
      // A number among texts, as in the documented answer.
      credits_remain: Math.max(0, customer.total - customer.used),
      credits_overage: String(over),
      billing_start_date: customer.start,
      billing_end_date: addDays(customer.reset, -1),
      billing_process_date: customer.reset,
    };
  };

  const refusal = ({ form }: SandboxRequest): string | null => {
    if (!form.get('api_user') || !form.get('api_key')) return 'api_user and api_key are required';
    if (form.get('api_key') !== key) return 'Bad username / password';
    if (form.get('task') !== 'overview') return 'task must be overview';
    const user = form.get('user');
    if (!user) return 'user is required';
    return isMissing(user) ? 'user does not exist' : null;
  };

  return {
    answer: (request) => {
      const format = /^apiv2\/reseller\.account\.(json|xml)$/.exec(request.path.join('/'))?.[1];
      if (format === undefined) return json(404, { message: 'error', errors: ['not found'] });
      const isXml = format === 'xml';
      if (request.method !== 'POST') return failure(isXml, 405, 'method not allowed');
      const why = refusal(request);
      if (why !== null) return failure(isXml, 200, why);
      const values = overview(request.form.get('user') ?? '');
      return isXml ? xml(200, `${DECLARATION}<result><overview>${elements(values)}</overview></result>`) : json(200, values);
    },
    subject: (request) => request.form.get('user') ?? '',
    tooManyRequests: { ...failure(false, 429, 'too many requests'), headers: { 'Retry-After': '1' } },
  };
}

const DECLARATION = '<?xml version="1.0" encoding="ISO-8859-1"?>';

function failure(isXml: boolean, status: number, message: string): SandboxAnswer {
  if (!isXml) return json(status, { message: 'error', errors: [message] });
  return xml(status, `${DECLARATION}<result><message>error</message><errors>${elements({ error: message })}</errors></result>`);
}
