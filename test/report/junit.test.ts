import fc from 'fast-check';
import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { describe, expect, test } from 'vitest';
import { renderJUnit as renderFiles } from '../../src/report/junit.ts';
import type { Report } from '../../src/report/report.ts';
import { aFleetReport } from '../support/a-fleet.ts';
import { aReport, NASTY } from '../support/a-report.ts';

/** The one file of a run. */
function renderJUnit(report: Report): string {
  const [file = '', ...more] = renderFiles(report);
  expect(more).toEqual([]);
  return file;
}

/** What a parser that takes only well-formed XML 1.0 reads. */
function parse(xml: string) {
  const document = XmlDocument.fromString(xml);
  try {
    return read(document.root);
  } finally {
    document.dispose();
  }
}

interface Read {
  name: string;
  attributes: Record<string, string>;
  children: Read[];
  text: string;
}

function read(element: XmlElement): Read {
  const children: Read[] = [];
  for (let child = element.firstChild; child !== null; child = child.next) {
    if (child instanceof XmlElement) children.push(read(child));
  }
  const attributes = Object.fromEntries(element.attrs.map(({ name, value }) => [name, value]));
  return { name: element.name, attributes, children, text: element.content };
}

function caseOf(xml: string): Read {
  const suites = parse(xml);
  expect(suites).toMatchObject({ name: 'testsuites', children: [{ name: 'testsuite' }] });
  const [properties, testcase] = suites.children[0]?.children ?? [];
  expect(properties?.name).toBe('properties');
  if (testcase === undefined) throw new Error('no test case');
  return testcase;
}

test('one suite of one case, with what CodeBuild reads', () => {
  const suites = parse(renderJUnit(aReport()));
  const counts = { tests: '1', failures: '1', errors: '0', skipped: '0', time: '12.345' };
  expect(suites.attributes).toEqual({ name: 'ecs-migrate', ...counts });
  expect(suites.children[0]?.attributes).toEqual({ name: 'ecs-migrate', ...counts, timestamp: '2026-01-02T03:04:05' });
  expect(suites.children[0]?.children.map(({ name }) => name)).toEqual(['properties', 'testcase']);
  const testcase = suites.children[0]?.children[1];
  expect(testcase?.attributes).toEqual({
    classname: 'staging',
    name: 'app-migrate/migrate/migrate --password ***',
    time: '12.345',
  });
});

test('a container that failed is a failure, with cause, next step and last lines', () => {
  const [failure, ...more] = caseOf(renderJUnit(aReport())).children;
  expect(more).toEqual([]);
  expect(failure).toMatchObject({
    name: 'failure',
    attributes: { message: 'the migration container exited with code 3', type: 'failed' },
    text: [
      'the migration container exited with code 3',
      'next: fix it and run again',
      '',
      'The last lines of the container:',
      'one',
      'two',
    ].join('\n'),
  });
});

describe('other endings', () => {
  test.each(['never-started', 'stopped', 'denied', 'invalid', 'interrupted', 'timed-out', 'bug'] as const)(
    '%s is an error',
    (outcome) => {
      const xml = renderJUnit(aReport({ outcome, exitCode: 125 }));
      expect(caseOf(xml).children.map(({ name, attributes }) => [name, attributes['type']])).toEqual([
        ['error', outcome],
      ]);
      expect(parse(xml).attributes).toMatchObject({ failures: '0', errors: '1', skipped: '0' });
    },
  );
  test('a success has only its lines', () => {
    const xml = renderJUnit(aReport({ outcome: 'succeeded', exitCode: 0, next: '' }));
    expect(caseOf(xml).children).toMatchObject([{ name: 'system-out', text: 'one\ntwo' }]);
    expect(parse(xml).attributes).toMatchObject({ tests: '1', failures: '0', errors: '0', skipped: '0' });
  });
  test.each(['planned', 'detached'] as const)('%s is skipped', (outcome) => {
    const xml = renderJUnit(aReport({ outcome, exitCode: 0, lastLines: [] }));
    expect(caseOf(xml).children).toMatchObject([{ name: 'skipped' }]);
    expect(parse(xml).attributes).toMatchObject({ skipped: '1' });
  });
  test('before anything is known there is still a case', () => {
    const none = { launched: null, settings: {}, taskArn: null, task: null, phases: {}, build: {}, lastLines: [] };
    const testcase = caseOf(renderJUnit(aReport({ ...none, outcome: 'invalid', exitCode: 64 })));
    expect(testcase.attributes).toEqual({ classname: 'ecs-migrate', name: 'migration', time: '60.000' });
  });
});

test('a script makes a name of one line', () => {
  const command = { value: ['sh', '-c', `one\n  two\n${'x'.repeat(500)}`], origin: '--' };
  const { attributes } = caseOf(renderJUnit(aReport({ settings: { command } })));
  expect(attributes['name']).toMatch(/^app-migrate\/migrate\/sh -c one two x{150,}…$/);
});

test('nasty text stays text', () => {
  const [failure] = caseOf(renderJUnit(aReport({ cause: NASTY.join('\n'), lastLines: NASTY }))).children;
  const text = failure?.text ?? '';
  expect(failure?.attributes['message']).toContain('\n<script>alert(1)</script> & &amp; "double"');
  for (const part of [']]> <![CDATA[', '</failure>', '<script>', 'ünï 🚀', 'red title', 'over\nwritten']) {
    expect(text).toContain(part.replace('red title', 'red '));
  }
  expect(text).toContain('\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd \ufffd \ufffd \ufffd \ufffd');
  expect(text).not.toContain('\u001b');
});

test('any text makes well-formed XML that says the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' })), (cause, lastLines) => {
      const [failure] = caseOf(renderJUnit(aReport({ cause, lastLines }))).children;
      expect(failure?.name).toBe('failure');
    }),
  );
});

describe('a fleet', () => {
  test('a case for each target, failures first, with cause and last lines', () => {
    const [file = '', ...more] = renderFiles(aFleetReport({ targets: 300 }));
    expect(more).toEqual([]);
    const suites = parse(file);
    expect(suites.attributes).toMatchObject({ tests: '300', failures: '12', errors: '1', skipped: '5' });
    const cases = suites.children[0]?.children.filter(({ name }) => name === 'testcase') ?? [];
    expect(cases).toHaveLength(300);
    expect(cases[0]?.attributes).toEqual({ classname: 'production.db-3', name: 'tenant-0014', time: '90.566' });
    expect(cases[0]?.children).toMatchObject([{ name: 'failure', attributes: { type: 'failed' } }]);
    expect(cases[0]?.children[0]?.text).toMatch(
      /^canceling .*\nnext: find .*\n\nThe last lines of the container:\napplying /s,
    );
    expect(cases[12]?.children).toMatchObject([{ name: 'error', attributes: { type: 'unknown' } }]);
    expect(cases[13]?.children).toMatchObject([{ name: 'skipped' }]);
    expect(cases.at(-1)?.children).toEqual([]);
  });

  test('files of 500 cases, each with its own counts, and all failures in the first', () => {
    const files = renderFiles(aFleetReport({ targets: 1_201 })).map((file) => parse(file).attributes);
    expect(files.map(({ tests }) => tests)).toEqual(['500', '500', '201']);
    expect(files.map(({ failures }) => failures)).toEqual(['48', '0', '0']);
  });

  test('a fleet that failed although no target did is not green', () => {
    const report = aFleetReport({ targets: 3, endOf: (index) => (index === 0 ? 'good' : 'unlaunched') });
    const [file = ''] = renderFiles(report);
    expect(parse(file).attributes).toMatchObject({ tests: '4', failures: '1', skipped: '2' });
  });
});
