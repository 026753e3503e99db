import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/paths.ts';
import { moduleDirectories } from './checked.ts';
import { readBlocks } from './hcl.ts';

describe.each(moduleDirectories('terraform/modules'))('%s', (module) => {
  test('has its five files and tests, and no file of resources is longer than one sitting', () => {
    const names = readdirSync(path.join(ROOT, module));
    expect(names).toEqual(
      expect.arrayContaining(['README.md', 'main.tf', 'outputs.tf', 'tests', 'variables.tf', 'versions.tf']),
    );
    const resources = names.filter((name) => name.endsWith('.tf') && name !== 'variables.tf');
    const lengths = resources.map(
      (name) =>
        readFileSync(path.join(ROOT, module, name), 'utf8')
          .trimEnd()
          .split('\n').length,
    );
    expect(Math.max(...lengths)).toBeLessThanOrEqual(150);
  });

  test('describes and types every variable, and describes every output', () => {
    const [variables, outputs] = [
      readBlocks(`${module}/variables.tf`, 'variable'),
      readBlocks(`${module}/outputs.tf`, 'output'),
    ];
    expect(variables.length).toBeGreaterThan(0);
    expect(variables.length).toBeLessThanOrEqual(20);
    expect(variables.filter(({ description, type }) => !description || !type)).toEqual([]);
    expect(outputs.filter(({ description }) => !description)).toEqual([]);
  });
});
