/** SendGrid v3 in the sandbox: credit balance (also on behalf of others), subuser list, subuser credits, scopes of the key. */

import type { Instant } from '../model/calendar.ts';
import type { Company, Cycle, Subuser } from './company.ts';
import { isMissing } from './derived.ts';
import { bearerKey, json, type SandboxAnswer, type SandboxRequest, type Surface } from './wire.ts';

const failure = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): SandboxAnswer =>
  json(status, { errors: [{ field: null, message }] }, headers);

/**
 * SendGrid's reads.
 * Source: twilio.com/docs/sendgrid/api-reference and the published specifications of user, subusers and scopes; last verified 2026-11-20.
 * Assumes: `/v3/user/credits` on behalf of an unlimited subuser answers its pool's numbers; on behalf of an unknown one, 403 (neither is documented).
 */
export function sendgridSurface(company: Company, key: string, now: Instant): Surface {
  const windowEnd = String(Math.floor(Date.parse(now) / 1000) + 60);
  const rateHeaders = { 'X-RateLimit-Limit': '600', 'X-RateLimit-Remaining': '599', 'X-RateLimit-Reset': windowEnd };
  const subuserNamed = (name: string): Subuser | null =>
    company.subusers.find((subuser) => subuser.name === name) ?? (isMissing(name) ? null : company.otherSubuser(name));

  const credits = (request: SandboxRequest): SandboxAnswer => {
    const behalf = request.headers['on-behalf-of'];
    if (behalf === undefined) return json(200, balance(company.sendgrid));
    const name = behalf.replace(/^account-id /, '');
    const subuser = subuserNamed(name);
    if (subuser === null) return failure(403, 'access forbidden');
    return json(200, balance(subuser.credits.type === 'recurring' ? subuser.credits.cycle : company.sendgrid));
  };

  const list = ({ query }: SandboxRequest): SandboxAnswer => {
    const limit = wholeNumber(query.get('limit') ?? '500');
    const offset = wholeNumber(query.get('offset') ?? '0');
    if (limit === null || offset === null) return failure(400, 'limit and offset must be whole numbers');
    const region = query.get('region') ?? 'all';
    if (!['all', 'global', 'eu'].includes(region)) return failure(400, 'region must be one of all, global, eu');
    const rows = company.subusers
      .filter((subuser) => subuser.name.includes(query.get('username') ?? ''))
      .filter((subuser) => region === 'all' || subuser.region === region)
      .slice(offset, offset + limit)
      .map((subuser) => ({
        disabled: false,
        email: `${subuser.name}@northwind.example`,
        id: 7001 + company.subusers.indexOf(subuser),
        username: subuser.name,
        ...(query.get('include_region') === 'true' ? { region: subuser.region } : {}),
      }));
    return json(200, rows);
  };

  const route = (request: SandboxRequest): SandboxAnswer | null => {
    const [version, ...path] = request.path;
    if (version !== 'v3') return null;
    if (path.join('/') === 'user/credits') return credits(request);
    if (path.join('/') === 'subusers') return list(request);
    if (path.join('/') === 'scopes') return json(200, { scopes: ['user.credits.read', 'subusers.read', 'subusers.credits.read'] });
    if (path.length === 3 && path[0] === 'subusers' && path[2] === 'credits') {
      const subuser = subuserNamed(path[1] ?? '');
      return subuser === null ? failure(400, 'No user found') : json(200, subuserCredits(subuser));
    }
    return null;
  };

  return {
    answer: (request) => {
      const given = bearerKey(request);
      if (given === null) return failure(401, 'authorization required');
      if (given !== key) {
        return json(401, {
          errors: [{ message: 'The provided authorization grant is invalid, expired, or revoked', field: null, help: null }],
        });
      }
      const answer = route(request);
      // The string "null" is the provider's own.
      if (answer === null) return json(404, { errors: [{ message: 'not found', field: 'null' }] });
      if (request.method !== 'GET') return failure(405, 'method not allowed', { Allow: 'GET' });
      return { ...answer, headers: { ...answer.headers, ...rateHeaders } };
    },
    subject: (request) => `${request.path.join('/')} ${request.headers['on-behalf-of'] ?? ''}`,
    tooManyRequests: failure(429, 'too many requests', { ...rateHeaders, 'X-RateLimit-Remaining': '0', 'Retry-After': '1' }),
  };
}

const balance = (cycle: Cycle) => ({
  remain: cycle.total - cycle.used,
  total: cycle.total,
  overage: 0,
  used: cycle.used,
  last_reset: cycle.start,
  next_reset: cycle.reset,
  reset_frequency: 'monthly',
});

function subuserCredits({ credits }: Subuser) {
  if (credits.type === 'unlimited') return { type: 'unlimited', reset_frequency: null, remain: null, total: null, used: null };
  if (credits.type === 'nonrecurring')
    return { type: 'nonrecurring', reset_frequency: null, remain: credits.remain, total: null, used: null };
  const { total, used } = credits.cycle;
  return { type: 'recurring', reset_frequency: 'monthly', remain: total - used, total, used };
}

const wholeNumber = (text: string): number | null => (/^\d{1,6}$/.test(text) ? Number(text) : null);
