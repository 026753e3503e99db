import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/paths.ts';
import { moduleDirectories } from './checked.ts';
import { readBlocks } from './hcl.ts';

const MODULES = moduleDirectories('terraform/modules');
const [BEGIN, END] = ['<!-- begin: written from the *.tf files -->', '<!-- end -->'];

function interfaceOf(module: string): string {
  const inputs = readBlocks(`${module}/variables.tf`, 'variable').map(
    (it) =>
      `- \`${it.name}\` (${it.default === undefined ? 'required' : `default \`${it.default}\``}): ${it.description}`,
  );
  const types = readBlocks(`${module}/variables.tf`, 'variable').map((it) => `  \`${it.type}\``);
  const outputs = readBlocks(`${module}/outputs.tf`, 'output').map((it) => `- \`${it.name}\`: ${it.description}`);
  return [
    `${BEGIN}\n`,
    '## Inputs\n',
    ...inputs.flatMap((input, n) => [input, types[n]]),
    '\n## Outputs\n',
    ...outputs,
    `\n${END}`,
  ].join('\n');
}

describe('the README of', () => {
  // npm run docs writes them again.
  test.each(MODULES)('%s has its inputs and outputs', (module) => {
    const file = path.join(ROOT, module, 'README.md');
    const text = readFileSync(file, 'utf8');
    const [before, after] = [text.indexOf(BEGIN), text.indexOf(END) + END.length];
    expect(before, `${file} has the marks`).toBeGreaterThan(-1);
    const whole = text.slice(0, before) + interfaceOf(module) + text.slice(after);
    if (process.env['UPDATE_DOCS']) writeFileSync(file, whole);
    expect(readFileSync(file, 'utf8')).toBe(whole);
  });
});
