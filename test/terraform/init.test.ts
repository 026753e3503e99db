import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookAt } from '../../src/init/look.ts';
import { proposeFiles } from '../../src/init/propose.ts';
import { TOOLS } from '../../src/init/tools.ts';
import type { Tree } from '../../src/init/tree.ts';
import { ROOT } from '../support/paths.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { type Checked, check } from './checked.ts';

/* The module call that `ecs-migrate init` proposes, beside the Terraform that it found, judged by the real terraform. */

const WITH_CLUSTER = 'resource "aws_ecs_cluster" "shop" {\n  name = "shop"\n}\n';
const WITHOUT_CLUSTER = 'resource "aws_sns_topic" "deployments" {\n  name = "deployments"\n}\n';
/** Tools whose commands are quoted in different ways, by the folder of their tree. */
const CALLS: Readonly<Record<string, [tool: string, main: string]>> = {
  rails: ['Rails', WITH_CLUSTER],
  'golang-migrate': ['golang-migrate', WITHOUT_CLUSTER],
  ecto: ['Ecto', WITH_CLUSTER],
  migrator: ['migrator', WITHOUT_CLUSTER],
};
const MODULE = /git::https:\/\/example\.com\/ecs-migrate\.git\/\/terraform\/modules\/migration-task\?ref=v[\d.]+/;

function proposedCall(name: string, main: string): string {
  const tree: Tree = { files: ['main.tf'], read: (file) => (file === 'main.tf' ? main : '') };
  const tool = TOOLS.find((one) => one.name === name) ?? expect.unreachable(name);
  const choice = { tool, name: 'shop', cluster: 'staging', buildspec: '', version: '0.1.0' };
  const proposals = proposeFiles(lookAt(tree), tree, choice);
  return proposals.find(({ file }) => file === 'ecs-migrate.tf')?.text ?? expect.unreachable('there is no call');
}

const root = temporaryDirectory();
afterAll(() => root[Symbol.dispose]());
let checked: Checked;

beforeAll(async () => {
  cpSync(path.join(ROOT, 'terraform/modules'), path.join(root.path, 'modules'), {
    recursive: true,
    filter: (file) => !/\.terraform|\/tests(?:$|\/)/.test(file),
  });
  for (const [folder, [tool, main]] of Object.entries(CALLS)) {
    const call = proposedCall(tool, main);
    expect(call).toMatch(MODULE);
    mkdirSync(path.join(root.path, folder));
    writeFileSync(path.join(root.path, folder, 'main.tf'), main);
    // The address of the module is an example. Here it is the module itself.
    writeFileSync(path.join(root.path, folder, 'ecs-migrate.tf'), call.replace(MODULE, '../modules/migration-task'));
  }
  checked = await check(Object.keys(CALLS), root.path);
}, 600_000);

describe('the module call of init', () => {
  test('is formatted', ({ skip }) => {
    if ('skipped' in checked) return skip(checked.skipped);
    const fmt = checked.directories['.']?.['fmt'];
    expect(fmt?.ok, fmt?.text).toBe(true);
  });

  test.for(Object.keys(CALLS))('%s: is valid', (folder, { skip }) => {
    if ('skipped' in checked) return skip(checked.skipped);
    const steps = checked.directories[folder] ?? {};
    for (const [name, { ok, text }] of Object.entries(steps)) expect(ok, `${name}: ${text}`).toBe(true);
    expect(Object.keys(steps)).toEqual(['init', 'validate']);
  });
});
