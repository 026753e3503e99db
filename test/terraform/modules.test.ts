import { beforeAll, describe, expect, test } from 'vitest';
import { type Checked, check, hasTests, moduleDirectories } from './checked.ts';

const DIRECTORIES = moduleDirectories();
const TEN_MINUTES = 600_000;

let checked: Checked;

beforeAll(async () => {
  checked = await check(DIRECTORIES);
  if ('skipped' in checked) console.warn(`Terraform is not checked: ${checked.skipped}`);
}, TEN_MINUTES);

describe('the real terraform', () => {
  test('finds every file formatted', ({ skip }) => {
    if ('skipped' in checked) return skip(checked.skipped);
    const fmt = checked.directories['.']?.['fmt'];
    expect(fmt?.ok, fmt?.text).toBe(true);
  });

  test.for(DIRECTORIES)('initialises, validates and tests %s', (directory, { skip }) => {
    if ('skipped' in checked) return skip(checked.skipped);
    const steps = checked.directories[directory] ?? {};
    for (const [name, { ok, text }] of Object.entries(steps)) expect(ok, `${name}: ${text}`).toBe(true);
    expect(Object.keys(steps)).toEqual(['init', 'validate', ...(hasTests(directory) ? ['test'] : [])]);
  });
});
