// Writes dist/THIRD-PARTY-NOTICES.txt: licence texts of every library that is part of the built program or installed with it.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const found = new Map();

/** Folder a package is installed in, seen from another package's folder. */
function folderOf(name, from) {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    try {
      return read(join(folder, 'package.json')) && folder;
    } catch {
      if (at === dirname(at)) return null;
    }
  }
}

function collect(names, from) {
  for (const name of names) {
    const folder = folderOf(name, from);
    if (folder === null || found.has(folder)) continue;
    const { version, license, dependencies = {} } = read(join(folder, 'package.json'));
    const file = readdirSync(folder).find((f) => /^(licen[cs]e|copying)/i.test(f));
    found.set(folder, `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : 'No licence file in the package.'}\n`);
    collect(Object.keys(dependencies), folder);
  }
}

const { dependencies = {}, tsdown } = read(join(root, 'package.json'));
collect([...Object.keys(dependencies), ...tsdown.deps.alwaysBundle], root);
const texts = [...found.values()].sort();
writeFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
