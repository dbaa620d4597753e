/** Name and version of this program. */

import manifest from '../../package.json' with { type: 'json' };

/** As written into every document. */
export const TOOL: { readonly name: string; readonly version: string } = { name: manifest.name, version: manifest.version };
