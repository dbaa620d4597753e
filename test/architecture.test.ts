import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

interface Import {
  /** Path below src, or the package's name. */
  readonly target: string;
  readonly isTypeOnly: boolean;
  readonly isLazy: boolean;
  readonly isPackage: boolean;
}

interface Module {
  /** Path below src, e.g. `report/table.ts`. */
  readonly path: string;
  /** First folder, or the file itself for those directly in src. */
  readonly layer: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** Comments and the contents of texts taken out, so that words in them are no code. */
function codeOnly(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
}

function importsOf(path: string, text: string): readonly Import[] {
  const found: Import[] = [];
  const add = (specifier: string, isTypeOnly: boolean, isLazy: boolean) => {
    const isPackage = !specifier.startsWith('.');
    const name = specifier.startsWith('node:')
      ? specifier
      : specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/');
    found.push({ target: isPackage ? name : relative(SRC, resolve(SRC, dirname(path), specifier)), isTypeOnly, isLazy, isPackage });
  };
  for (const [, keyword, clause = '', specifier = ''] of text.matchAll(/^(import|export)\s+([^'";]*?)\s*from\s+'([^']+)'/gm)) {
    const names =
      /\{([\s\S]*)\}/
        .exec(clause)?.[1]
        ?.split(',')
        .map((name) => name.trim()) ?? [];
    const isOnlyTypes = names.filter((name) => name !== '').length > 0 && names.every((name) => name === '' || name.startsWith('type '));
    add(specifier, clause.startsWith('type ') || (isOnlyTypes && keyword !== undefined && !/^[\w*]/.test(clause)), false);
  }
  for (const [, specifier = ''] of text.matchAll(/^import\s+'([^']+)'/gm)) add(specifier, false, false);
  for (const [, specifier = ''] of text.matchAll(/\bimport\(\s*'([^']+)'/g)) add(specifier, false, true);
  return found;
}

const MODULES: readonly Module[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .sort()
  .map((path) => {
    const text = readFileSync(join(SRC, path), 'utf8');
    return { path, layer: path.split('/')[0] as string, text, imports: importsOf(path, text) };
  });

interface Rule {
  /** Layers (folders or files of src) whose code it may use. Types count as well. */
  readonly layers: readonly string[];
  /** Paths below these layers that it may use besides. */
  readonly modules?: readonly string[];
  /** Packages, each only in the files matching the pattern. */
  readonly packages?: Readonly<Record<string, RegExp>>;
  readonly because: string;
}

const LAYERS: Readonly<Record<string, Rule>> = {
  model: { layers: [], because: 'the words everything else speaks must not depend on anything' },
  'errors.ts': { layers: ['model'], because: 'errors carry findings and nothing else' },
  config: {
    layers: ['model', 'errors.ts'],
    packages: { yaml: /./, zod: /./, papaparse: /^config\/(senders|audience)-file\.ts$|tables/ },
    because: 'reading files must not know what is done with them',
  },
  providers: {
    layers: ['model', 'errors.ts'],
    packages: { zod: /./, undici: /http/, 'p-queue': /http/, 'fast-xml-parser': /./ },
    because: 'a connector turns wire formats into readings; HTTP itself is in http only, so that it can be replaced',
  },
  sandbox: {
    layers: ['model', 'errors.ts'],
    because: 'it plays the providers: sharing code with the connectors would hide their mistakes',
  },
  snapshot: {
    layers: ['model', 'errors.ts', 'providers'],
    packages: { zod: /schema|file/ },
    because: 'capacity comes from readings and workspace alone',
  },
  problem: { layers: ['model', 'errors.ts'], because: 'numbers only: no engine, no file, no provider' },
  solver: {
    layers: ['problem', 'errors.ts', 'model'],
    packages: { highs: /^solver\/highs/, 'javascript-lp-solver': /^solver\/jslp/ },
    because: 'each engine in its own file, so that another one can take its place',
  },
  verify: { layers: ['model'], because: 'a checker that shares code with the planner repeats its mistakes' },
  plan: {
    layers: ['model', 'errors.ts', 'problem', 'solver'],
    packages: { zod: /^plan\/file/ },
    because: 'a plan is made of problem and solution',
  },
  whatif: {
    layers: ['model', 'errors.ts', 'problem'],
    because: 'a what-if edits copies, counts money and reads off the problem what reaches what; the stages do not know of it',
  },
  report: {
    layers: ['model'],
    packages: {
      'cli-table3': /^report\/table\.ts$/,
      '@babel/code-frame': /^report\/pretty-findings\.ts$/,
      papaparse: /^report\/csv\.ts$/,
      'hyparquet-writer': /^report\/parquet\.ts$/,
    },
    because: 'reports are functions of values: they work on a saved plan as well as on a fresh one',
  },
  commands: {
    layers: ['model', 'errors.ts', 'config', 'providers', 'sandbox', 'snapshot', 'problem', 'solver', 'plan', 'verify', 'whatif', 'report'],
    packages: { commander: /./, '@bomb.sh/tab': /complet/ },
    because: 'commands string the stages together; no stage calls another',
  },
  action: {
    layers: ['errors.ts', 'commands', 'providers', 'report'],
    because: 'it runs the program as a program, and adds what a code host wants: outputs, masks, a comment',
  },
  'action.ts': { layers: ['action'], because: 'it makes the world of the action and hands over' },
  'cli.ts': { layers: ['commands', 'providers'], because: 'it makes the runtime and hands over' },
  'index.ts': { layers: ['*'], because: 'the public face of every stage' },
};

describe('layers', () => {
  it('every module belongs to a layer of the table, and every layer has modules', () => {
    const layers = [...new Set(MODULES.map((module) => module.layer))].sort();
    expect(layers.filter((layer) => LAYERS[layer] === undefined)).toEqual([]);
    expect(Object.keys(LAYERS).filter((layer) => !layers.includes(layer))).toEqual([]);
  });

  for (const [layer, rule] of Object.entries(LAYERS)) {
    it(`${layer}: ${rule.because}`, () => {
      const broken = MODULES.filter((module) => module.layer === layer).flatMap((module) =>
        module.imports.filter((use) => !isAllowed(module, use, rule)).map((use) => `${module.path} imports ${use.target}`),
      );
      expect(broken, rule.because).toEqual([]);
    });
  }

  it('SV-02: the checker reaches neither problem nor solver, by no way round', () => {
    const reached = reachable(
      MODULES.filter((module) => module.layer === 'verify').map((module) => module.path),
      () => true,
    );
    expect([...reached].filter((path) => !/^(verify|model)\/|^node:/.test(path))).toEqual([]);
  });
});

function isAllowed(module: Module, use: Import, rule: Rule): boolean {
  if (use.isPackage)
    return use.target.startsWith('node:') ? module.layer !== 'model' : (rule.packages?.[use.target]?.test(module.path) ?? false);
  // The program's name and version stand in package.json.
  if (use.target === '../package.json') return module.path === 'commands/tool.ts';
  const layer = use.target.split('/')[0] as string;
  return rule.layers.includes('*') || layer === module.layer || rule.layers.includes(layer);
}

/** Paths of modules (and names of packages) loaded with the given ones. */
function reachable(entries: readonly string[], follows: (use: Import) => boolean): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [...entries];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const module = MODULES.find((candidate) => candidate.path === path);
    for (const use of module?.imports ?? []) if (!use.isTypeOnly && follows(use)) queue.push(use.target);
  }
  return seen;
}

describe('start-up', () => {
  it('help, version and completion load commander and nothing heavy', () => {
    const specs = MODULES.filter((module) => module.path.endsWith('.spec.ts')).map((module) => module.path);
    const loaded = [...reachable(['cli.ts', ...specs], (use) => !use.isLazy)];
    const packages = loaded.filter((path) => !path.endsWith('.ts') && !path.endsWith('.json') && !path.startsWith('node:'));
    expect(packages).toEqual(['commander']);
    expect(loaded.filter((path) => /\.run\.ts$|^(config|snapshot|problem|solver|plan|verify|sandbox)\//.test(path))).toEqual([]);
  });

  it('heavy packages are loaded lazily wherever a light path leads past them', () => {
    const validate = [...reachable(['cli.ts', 'commands/validate.run.ts'], (use) => !use.isLazy)];
    for (const heavy of [
      'undici',
      'highs',
      'javascript-lp-solver',
      'fast-xml-parser',
      'cli-table3',
      '@babel/code-frame',
      'papaparse',
      'hyparquet-writer',
    ]) {
      expect(validate, heavy).not.toContain(heavy);
    }
  });
});

const BANS: readonly { readonly name: string; readonly pattern: RegExp; readonly except: RegExp; readonly because: string }[] = [
  { name: 'Date.now()', pattern: /\bDate\.now\b/, except: /^cli\.ts$/, because: 'the clock is an argument' },
  { name: 'new Date()', pattern: /\bnew Date\(\s*\)/, except: /^cli\.ts$/, because: 'the clock is an argument' },
  { name: 'performance.now', pattern: /\bperformance\b/, except: /^cli\.ts$|^solver\/worker\.ts$/, because: 'the clock is an argument' },
  { name: 'Math.random', pattern: /\bMath\.random\b/, except: /^cli\.ts$/, because: 'the same input gives the same bytes' },
  {
    name: 'process',
    pattern: /(?<![.\w'-])process\b(?!['-])/,
    except: /^(cli|action)\.ts$/,
    because: 'environment and streams are arguments',
  },
  { name: 'console', pattern: /(?<![.\w])console\./, except: /^$/, because: 'results go to standard output, the rest to standard error' },
  { name: 'process.exit', pattern: /\bprocess\.exit\s*\(/, except: /^$/, because: 'it cuts off what a pipe has not taken yet' },
  {
    name: 'enum, namespace',
    pattern: /^\s*(export\s+)?(const\s+)?(enum|namespace)\s+\w/m,
    except: /^$/,
    because: 'types are erased, nothing else',
  },
  {
    name: 'class',
    pattern: /\bclass\s+\w+(?!\s+extends\s+(Error|\w*Error)\b)(?=\s*(extends|\{))/,
    except: /^$/,
    because: 'values and functions; only errors are classes',
  },
  { name: 'TODO', pattern: /\b(TODO|FIXME|XXX)\b/, except: /^$/, because: 'what is left out is said to the reader, not in the code' },
];

describe('bans', () => {
  for (const { name, pattern, except, because } of BANS) {
    it(`${name}: ${because}`, () => {
      const text = (module: Module) => (name === 'TODO' ? module.text : codeOnly(module.text));
      const broken = MODULES.filter((module) => !except.test(module.path) && pattern.test(text(module)));
      expect(
        broken.map((module) => module.path),
        because,
      ).toEqual([]);
    });
  }

  it('no folder or file is called utils', () => {
    expect(
      MODULES.filter((module) => /(^|\/)(utils?|helpers?|misc|common)(\/|\.ts$)/.test(module.path)).map((module) => module.path),
    ).toEqual([]);
  });

  it('no file is longer than one sitting (250 lines)', () => {
    const long = MODULES.map((module) => [module.path, module.text.split('\n').length - 1] as const).filter(([, lines]) => lines > 250);
    expect(long).toEqual([]);
  });

  it('imports name their files with .ts', () => {
    const bare = MODULES.flatMap((module) =>
      module.imports.filter((use) => !use.isPackage && !/\.(ts|json)$/.test(use.target)).map((use) => `${module.path}: ${use.target}`),
    );
    expect(bare).toEqual([]);
  });

  it('every export says what it is', () => {
    const silent = MODULES.filter((module) => module.path !== 'index.ts').flatMap((module) => {
      const lines = module.text.split('\n');
      return lines.flatMap((line, i) => {
        const name = /^export (?:async )?(?:function\*?|const|interface|class) (\w+)|^export type (\w+) =/.exec(line);
        // Constants that belong together share one docstring.
        const isSaid = /\*\/\s*$|^\s*\/\/ biome-ignore|^export const .*;$/.test(lines[i - 1] ?? '');
        return name && !isSaid ? [`${module.path}: ${name[1] ?? name[2]}`] : [];
      });
    });
    expect(silent).toEqual([]);
  });
});
