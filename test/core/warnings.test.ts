import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { MILD } from '../../src/core/findings.ts';
import { PIPELINE_SEVERITIES } from '../../src/core/pipeline-findings.ts';
import { WARNINGS } from '../../src/core/warnings.ts';
import { ROOT } from '../support/paths.ts';

test('docs/events.md documents every code that a warning may have, and no other', () => {
  const text = readFileSync(path.join(ROOT, 'docs/events.md'), 'utf8');
  const section = text.slice(text.indexOf('## Warnings'), text.indexOf('## What is masked'));
  const rows = [...section.matchAll(/^\| `([\w-]+)` +\| (.*?) +\|$/gm)].map(([, code, says]) => [code, says]);
  expect(rows).toEqual(Object.entries(WARNINGS));
});

// The compiler sees to it that an event has a code of the table; findings become events by their severity.
test('every finding that is no error has a code of the table', () => {
  const mild = Object.entries({ ...PIPELINE_SEVERITIES, ...MILD }).filter(([, severity]) => severity !== 'error');
  expect(mild.map(([code]) => code).filter((code) => !Object.hasOwn(WARNINGS, code))).toEqual([]);
});
