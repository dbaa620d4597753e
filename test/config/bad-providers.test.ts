/** Provider settings and credentials that are refused: every finding with line, column, kind and the beginning of its message. */

import { type BadFile, checkBadFiles, G } from './bad-file.ts';

const FILES: readonly BadFile[] = [
  [
    'base_url (IN-20)',
    G + '    credentials: { apiKeyEnv: SENDGRID_KEY }\n    base_url: https://evil.example\n',
    ['6:5 config.unknown-key account g has an unknown key base_url. Known keys: id, timeZone, parent, credits,'],
  ],
  [
    'baseUrl in credentials',
    G + '    credentials: { apiKeyEnv: SENDGRID_KEY, baseUrl: x }\n',
    ['5:45 config.unknown-key credentials of account g has an unknown key baseUrl. Known keys: apiKeyEnv.'],
  ],
  ['no credentials', G, ['3:5 config.missing-key account g has no credentials; expected a map of keys.']],
  [
    'variable of another provider',
    G + '    credentials: { apiKeyEnv: AWS_SECRET_ACCESS_KEY }\n',
    ['5:31 config.env-name credentials.apiKeyEnv of account g names the variable AWS_SECRET_ACCESS_KEY; expected a'],
  ],
  [
    'value instead of variable name (IN-18)',
    G + '    credentials: { apiKeyEnv: hunter2-hunter2 }\n',
    ['5:31 config.secret-literal credentials.apiKeyEnv of account g is not the name of an environment variable (not'],
  ],
  [
    'known key prefix (IN-18)',
    G + '    credentials: { apiKeyEnv: SG.aaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb }\n',
    ['5:31 config.secret-literal accounts[0].credentials.apiKeyEnv looks like a credential (not shown). Expected'],
  ],
  [
    'onBehalfOf with both',
    G + '    credentials: { apiKeyEnv: SENDGRID_KEY }\n    onBehalfOf: { subuser: x, accountId: y }\n',
    ['6:5 config.contradiction onBehalfOf of account g needs exactly one of subuser and accountId.'],
  ],
  [
    'onBehalfOf and subuser',
    G + '    credentials: { apiKeyEnv: SENDGRID_KEY }\n    onBehalfOf: { subuser: x }\n    subuser: y\n',
    ['7:5 config.contradiction Account g has both onBehalfOf and subuser; expected one of them.'],
  ],
  [
    'discover below a subuser',
    G + '    credentials: { apiKeyEnv: SENDGRID_KEY }\n    subuser: y\n    discover: subusers\n',
    ['7:5 config.contradiction Account g is read for one subuser and discovers subusers; remove discover or the'],
  ],
  [
    'subuser with line break (HT-26)',
    G + '    credentials: { apiKeyEnv: SENDGRID_KEY }\n    subuser: "x\\r\\non-behalf-of: y"\n',
    ['6:14 config.invalid-value subuser of account g is "x\r\non-behalf-of: y"; expected visible characters only, it'],
  ],
  [
    'subuser outside Latin-1 (HT-26)',
    G + '    credentials: { apiKeyEnv: SENDGRID_KEY }\n    subuser: "\u65e5\u672c"\n',
    ['6:14 config.invalid-value subuser of account g is "\u65e5\u672c"; expected Latin-1 characters only, as it is sent in a'],
  ],
  [
    'subuser .. (HT-27)',
    G + '    credentials: { apiKeyEnv: SENDGRID_KEY }\n    subuser: ".."\n',
    ['6:14 config.invalid-value subuser of account g is ".."; expected a name, not a relative path.'],
  ],
  [
    'empty subuser (HT-27)',
    G + '    credentials: { apiKeyEnv: SENDGRID_KEY }\n    subuser: ""\n',
    ['6:14 config.invalid-value subuser of account g is ""; expected 1 to 200 characters.'],
  ],
  [
    'ActiveCampaign host of somebody else',
    'version: 1\naccounts:\n  - id: a\n    provider: activecampaign\n    credentials: { apiKeyEnv: ACTIVECAMPAIGN_KEY }\n    account: brand.api-us1.com.evil.example\n',
    ['6:14 config.invalid-value account of account a is "brand.api-us1.com.evil.example"; expected an account name'],
  ],
  [
    'user key not a name',
    'version: 1\naccounts:\n  - id: r\n    provider: sendgrid-reseller\n    credentials: { apiKeyEnv: SENDGRID_KEY, userEnv: my user }\n    user: x\n',
    ['5:54 config.secret-literal credentials.userEnv of account r is not the name of an environment variable (not'],
  ],
  [
    'variable in braces (IN-19)',
    G + '    credentials: { apiKeyEnv: "$' + '{SENDGRID_API_KEY}" }\n',
    ['5:31 config.env-name credentials.apiKeyEnv of account g is'],
  ],
];

checkBadFiles(FILES);
