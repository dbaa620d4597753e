/** Credentials of a step: made known to the runner before anything can print them, and taken out of what is posted. */

import type { Environment } from './world.ts';

/** Names a plan file may give as variables of credentials; redirections of providers are none. */
const CREDENTIAL = /^(?:SENDGRID|ACTIVECAMPAIGN|PUFFLE|INSTANTLY|SENDPLAN)_(?!BASE_URL_)/;
/** Shorter values cannot be keys, and blotting them out would hit ordinary words. */
const SHORTEST = 6;

/** Values of the variables a plan file could name, and the token. */
export const secretsIn = (env: Environment, token: string): readonly string[] => [
  ...new Set(
    [token, ...Object.entries(env).map(([name, value]) => (CREDENTIAL.test(name) ? (value ?? '') : ''))].filter(
      (value) => value.length >= SHORTEST,
    ),
  ),
];

/** What the runner has to mask: every secret, its lines and its base64 form, the longest first. */
export function maskedForms(secrets: readonly string[]): readonly string[] {
  const forms = secrets.flatMap((secret) => [
    secret,
    ...secret.split(/\r\n|\r|\n/).filter((line) => line.length >= SHORTEST),
    Buffer.from(secret, 'utf8').toString('base64'),
  ]);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}
