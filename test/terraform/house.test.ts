import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/paths.ts';
import { moduleDirectories } from './checked.ts';
import { readBlocks } from './hcl.ts';

describe.each(moduleDirectories('terraform/modules'))('%s', (module) => {
  test('has its five files, tests, and a main.tf of one sitting', () => {
    expect(readdirSync(path.join(ROOT, module)).sort()).toEqual(
      ['README.md', 'main.tf', 'outputs.tf', 'tests', 'variables.tf', 'versions.tf'].sort(),
    );
    const lines = readFileSync(path.join(ROOT, module, 'main.tf'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeLessThanOrEqual(150);
  });

  test('describes and types every variable, and describes every output', () => {
    const [variables, outputs] = [
      readBlocks(`${module}/variables.tf`, 'variable'),
      readBlocks(`${module}/outputs.tf`, 'output'),
    ];
    expect(variables.length).toBeGreaterThan(0);
    expect(variables.length).toBeLessThanOrEqual(15);
    expect(variables.filter(({ description, type }) => !description || !type)).toEqual([]);
    expect(outputs.filter(({ description }) => !description)).toEqual([]);
  });
});
