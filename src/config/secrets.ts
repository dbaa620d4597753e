/** Recognises texts that look like credentials, so that they are refused and never shown. */

/** Beginnings that providers and platforms give to their keys. */
const PREFIXES =
  /(?<![A-Za-z0-9])(?:SG\.[A-Za-z0-9_-]{8,}|(?:pk|sk|rk)_(?:live|test)_[A-Za-z0-9]{6,}|xox[abeoprs]-[A-Za-z0-9-]{8,}|gh[oprsu]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}|glpat-[A-Za-z0-9_-]{16,}|npm_[A-Za-z0-9]{20,}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30,}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}|key-[0-9a-f]{32}|xkeysib-[0-9a-f]{16,}|Bearer\s+[A-Za-z0-9._~+/-]{16,}|-----BEGIN [A-Z ]*PRIVATE KEY)/;

const LONG_RUN = /[A-Za-z0-9_+/=-]{40,}/g;

/** Random texts change between letters and digits all the time; words, dates and numbers in ids do not. */
function looksRandom(run: string): boolean {
  const letters = run.replace(/[^A-Za-z0-9]/g, '');
  if (!/[A-Za-z]/.test(letters) || !/[0-9]/.test(letters)) return false;
  let changes = 0;
  for (let i = 1; i < letters.length; i++) if (/[0-9]/.test(letters[i - 1]!) !== /[0-9]/.test(letters[i]!)) changes++;
  return changes / letters.length >= 0.12;
}

/** Whether a text holds something that looks like a credential: a known key prefix, or 40 and more random characters. */
export function looksLikeSecret(text: string): boolean {
  if (text.length < 12) return false;
  return PREFIXES.test(text) || (text.match(LONG_RUN) ?? []).some(looksRandom);
}

/** Longest piece of a plan file in a message. Units: UTF-16 units. */
const LONGEST_PIECE = 60;

/** Line of a plan file whose key says that its value is a credential, and whose value is not the name of a variable. */
const CREDENTIAL_LINE =
  /(?:api[_-]?key|secret|token|pass(?:word|wd)?|credential|bearer|auth)[\w-]*["']?\s*[:=]\s*(?!["']?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+["']?\s*(?:[,}#].*)?$)(?!\{)\S/i;

/** Whether a line of source may be shown in a code frame. */
export const mayShowLine = (line: string): boolean => !looksLikeSecret(line) && !CREDENTIAL_LINE.test(line);

const EVERY_PREFIX = new RegExp(`${PREFIXES.source}[^\\s"'<>]*`, 'g');

/** Text with everything that looks like a credential taken out. */
export function withoutSecrets(text: string): string {
  if (!looksLikeSecret(text)) return text;
  const cut = text.replace(EVERY_PREFIX, '[hidden]').replace(LONG_RUN, (run) => (looksRandom(run) ? '[hidden]' : run));
  return looksLikeSecret(cut) || cut.includes('PRIVATE KEY') ? '[hidden]' : cut;
}

/** A piece of a plan file as messages show it: without credentials, and only the beginning of a long one. */
export function shortened(text: string): string {
  const shown = withoutSecrets(text);
  return shown.length > LONGEST_PIECE ? `${shown.slice(0, LONGEST_PIECE)}…` : shown;
}
