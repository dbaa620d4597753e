/** The README is executed: its commands run, its output and tables are the real ones, its plan file is valid. UPDATE_README=1 rewrites the generated parts. */

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadWorkspace } from '../../src/config/load.ts';
import { FINDINGS, type FindingKind, findingAnchor } from '../../src/model/finding-kinds.ts';
import { providerTableMarkdown } from '../../src/providers/capability-table.ts';
import { findingsMarkdown } from '../../src/report/findings-list.ts';
import { actionFile } from '../helpers/run-action.ts';
import { runCli } from '../helpers/run-cli.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const README = join(ROOT, 'README.md');
const readme = () => readFileSync(README, 'utf8');
/** The first YAML example that begins with a line. */
const yamlBlock = (begin: string) =>
  [...readme().matchAll(/```yaml\n([\s\S]*?)```/g)].map((m) => m[1] ?? '').find((text) => text.startsWith(begin)) ?? '';
const NOW = '2026-11-20T14:30:00Z';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sendplan-readme-'));
  cpSync(join(ROOT, 'plans'), join(folder, 'plans'), { recursive: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Text between the markers of a generated part; with UPDATE_README the part is rewritten first. */
function generated(name: string, current: string): string {
  const pattern = new RegExp(`(<!-- ${name}:start -->\n)([\\s\\S]*?)(<!-- ${name}:end -->)`);
  if (process.env['UPDATE_README'] === '1')
    writeFileSync(
      README,
      readme().replace(pattern, (_, open: string, __, close: string) => `${open}${current}\n${close}`),
    );
  return pattern.exec(readme())?.[2]?.trimEnd() ?? `no part called ${name}`;
}

describe('README', () => {
  it('shows what the demo prints', async () => {
    const { stdout, code } = await runCli(['plan', 'plans/example', '--sandbox', '--now', NOW, '-o', 'plan.json'], { cwd: folder });
    expect(code).toBe(0);
    const text = `\`\`\`text\n${stdout.trimEnd()}\n\`\`\``;
    expect(generated('demo', text)).toBe(text);
  });

  it('shows how a short campaign is explained', async () => {
    const { stdout, code } = await runCli(['explain', 'plan.json', 'black-friday', '--prices'], { cwd: folder });
    expect(code).toBe(0);
    const text = `\`\`\`text\n${stdout.trimEnd()}\n\`\`\``;
    expect(generated('explain', text)).toBe(text);
  });

  it('shows what a what-if prints', () => {
    const golden = readFileSync(join(ROOT, 'test/fixtures/golden/simulation-prices.txt'), 'utf8').trimEnd();
    const sections = golden.split('\n\n');
    const [head = '', table = ''] = sections;
    const rows = table.split('\n');
    const text = [
      head,
      rows.slice(0, rows.indexOf('  credits left')).join('\n'),
      ...sections.filter((part) => /^(WHAT MORE|top-up-main|upgrade-main)/.test(part)),
    ];
    const block = `\`\`\`text\n${text.join('\n\n')}\n\`\`\``;
    expect(generated('simulation', block)).toBe(block);
  });

  it('shows the last measurement of what-ifs', () => {
    const table = readFileSync(join(ROOT, 'test/bench/results/simulate.md'), 'utf8')
      .replace(/^# .*\n+/, '')
      .trimEnd();
    expect(generated('simulate', table)).toBe(table);
  });

  it('shows the providers as their connectors describe them', () => {
    const table = providerTableMarkdown();
    expect(generated('providers', table)).toBe(table);
  });

  it('explains every finding', () => {
    const table = findingsMarkdown();
    expect(generated('findings', table)).toBe(table);
    for (const kind of Object.keys(FINDINGS) as FindingKind[]) expect(table).toContain(`id="${findingAnchor(kind)}"`);
  });

  it('shows the last start-up measurement', () => {
    const table = readFileSync(join(ROOT, 'test/bench/results/startup.md'), 'utf8').replace(/^# /, '### ').trimEnd();
    expect(generated('startup', table)).toBe(table);
  });

  it('shows the summaries of the last solver measurements', () => {
    const summaryOf = (file: string): readonly string[] => {
      const [summary = ''] = readFileSync(join(ROOT, 'test/bench/results', file), 'utf8').split('\n## ');
      return summary
        .replace(/^# .*\n+/, '')
        .replaceAll(/^### /gm, '#### ')
        .trimEnd()
        .split('\n\n');
    };
    // The large sizes were measured alone: their command, table and growth, without what is said above already.
    const [command = '', , ...tables] = summaryOf('solver-large.md');
    const own = tables.slice(
      0,
      tables.findIndex((part) => part.startsWith('#### Beside')),
    );
    const text = [...summaryOf('solver.md'), command, ...own].join('\n\n');
    expect(generated('solver', text)).toBe(text);
  });

  it('lists the inputs and outputs of the action', () => {
    const { inputs, outputs } = actionFile();
    const cell = (text: string): string => text.trim().replaceAll('|', '\\|');
    const rows = Object.entries(inputs).map(([name, input]) => {
      const otherwise = input.required ? 'required' : input.default ? `\`${input.default}\`` : '';
      return `| \`${name}\` | ${otherwise} | ${cell(input.description)} |`;
    });
    const results = Object.entries(outputs).map(([name, { description }]) => `| \`${name}\` | ${cell(description)} |`);
    const table = ['| input | default | |', '| --- | --- | --- |', ...rows, '', '| output | |', '| --- | --- |', ...results].join('\n');
    expect(generated('action', table)).toBe(table);
  });

  it('names a hook there is, and files there are', () => {
    const ids = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')).map((hook: { id: string }) => hook.id);
    expect(ids).toContain(parse(yamlBlock('repos:')).repos[0].hooks[0].id);
    const links = [...readme().matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map((match) => match[1] as string);
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  const commands = [...readme().matchAll(/\| `(sendplan [^`]+)` \|/g)].map((match) => match[1] as string);
  it('has a command for every task', () => {
    expect(commands.length).toBeGreaterThanOrEqual(12);
  });
  // In order: later commands read what earlier ones wrote.
  it.each(commands)('%s', { timeout: 120_000 }, async (command) => {
    const { code, stdout, stderr } = await runCli(command.split(' ').slice(1), { cwd: folder });
    expect(stderr + stdout).not.toMatch(/undefined|NaN|\[object/);
    expect([command, code, code === 0 ? '' : stderr]).toEqual([command, 0, '']);
    expect(stdout.length).toBeGreaterThan(0);
  });
  it('wrote what the commands say', () => {
    for (const file of ['plan.json', 'snapshot.json', 'tables/starts.csv', 'tables/sends.csv'])
      expect([file, existsSync(join(folder, file))]).toEqual([file, true]);
  });

  it('has a plan file that is valid', async () => {
    mkdirSync(join(folder, 'reference'));
    writeFileSync(join(folder, 'reference/all.sendplan.yaml'), yamlBlock('version: 1'));
    const { workspace, findings } = await loadWorkspace(['reference'], { cwd: folder, now: NOW });
    expect(findings).toEqual([]);
    expect(workspace.campaigns.map((c) => c.id)).toEqual(['black-friday', 'partners']);
  });

  it('gives a reason for every library', () => {
    const { dependencies = {}, devDependencies, tsdown } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const libraries = readme().split('## Libraries')[1] ?? '';
    for (const name of [...Object.keys(dependencies), ...tsdown.deps.alwaysBundle]) expect(libraries).toContain(`| \`${name}\``);
    for (const name of Object.keys(devDependencies)) {
      if (!name.startsWith('@types/') && !['@vitest/coverage-v8', 'ajv-formats'].includes(name)) expect(libraries).toContain(`\`${name}\``);
    }
  });
});
