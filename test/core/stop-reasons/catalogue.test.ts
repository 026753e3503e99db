import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findStopReason, isCapacityReason, STOP_REASONS } from '../../../src/core/stop-reasons/catalogue.ts';
import { FAMILIES } from '../../../src/core/stop-reasons/families.ts';
import { nearestFamily } from '../../../src/core/stop-reasons/nearest-family.ts';
import { ROWS } from './rows.ts';
import { SEEN } from './seen-in-public.ts';

describe('texts of ECS', () => {
  test.each(ROWS)('$row: $literal', ({ family, code, literal, reworded }) => {
    const found = findStopReason([literal]);
    expect(found?.family).toBe(family);
    expect(found?.code).toBe(code);
    expect(findStopReason([reworded]), reworded).toBe(found);
    // Bare codes such as AGENT are everyday words in small letters.
    if (/\b(?:AGENT|ATTRIBUTE|LOCATION|INACTIVE)\b/.test(literal)) return;
    expect(findStopReason([literal.toLowerCase().replaceAll("'", '’')])).toBe(found);
  });

  test('every row of the table that is a text is here: 75 has none', () => {
    const rows = new Set(ROWS.map(({ row }) => Number.parseInt(String(row), 10)));
    const wanted = Array.from({ length: 74 }, (_, index) => index + 1);
    expect(wanted.filter((row) => !rows.has(row))).toEqual([]);
  });

  test.each(ROWS)('$row, $code: whether the same run may do better: $retry', ({ literal, retry }) => {
    expect(findStopReason([literal])?.retry).toBe(retry);
  });

  test('every entry of the catalogue is met by one of them', () => {
    const texts = [...ROWS.map(({ literal }) => literal), ...SEEN.map(({ text }) => text)];
    const met = new Set(texts.map((text) => findStopReason([text])));
    expect(STOP_REASONS.filter((reason) => !met.has(reason)).map(({ cause }) => cause)).toEqual([]);
  });
});

describe('several texts', () => {
  const find = (...texts: (string | undefined)[]) => findStopReason(texts)?.code;

  test('what says nothing in particular gives way to what does, in any order', () => {
    const memory = 'OutOfMemoryError: Container killed due to memory usage';
    expect(find('Essential container in task exited', undefined, memory)).toBe('out-of-memory');
    expect(find(memory, 'Essential container in task exited')).toBe('out-of-memory');
    expect(find('Task failed to start', 'CannotPullContainerError: toomanyrequests')).toBe('image-rate-limit');
  });

  test('what befell a container comes before the others’ waiting for it', () => {
    const waiting = 'dependency graph: … as dependency did not exit successfully.';
    expect(find(waiting, 'OutOfMemoryError: container killed')).toBe('out-of-memory');
  });

  test('a named cause wins over the marks of a network failure, and these over what only failed', () => {
    expect(find('CannotPullContainerError: request canceled', 'ref app:1: manifest unknown')).toBe('image-missing');
    expect(find('CannotPullContainerError: app:1: signal: killed')).toBe('no-path-registry');
  });

  test('a text over several lines is read as one', () => {
    expect(find('CannotPullContainerError:\n\tfailed to resolve ref app:1:\n not found')).toBe('image-missing');
  });
});

describe('the entries', () => {
  test.each(STOP_REASONS)('$family: $cause', ({ cause, next }) => {
    for (const text of [cause, next]) {
      expect(text).toMatch(/^(?:[a-z]|AWS |ECS |Fargate )[^\n]*[^.\s]$/);
      expect(text).not.toMatch(/ {2}|;;/);
    }
  });

  test('each has a code of its own', () => {
    const codes = STOP_REASONS.map(({ code }) => code);
    expect(codes.filter((code, at) => !/^[a-z][a-z0-9-]+$/.test(code) || codes.indexOf(code) !== at)).toEqual([]);
  });

  test('no two say the same', () => {
    const said = STOP_REASONS.map(({ cause, next }) => `${cause}; ${next}`);
    expect(new Set(said).size).toBe(said.length);
  });

  test('patterns keep no state, and every family is used', () => {
    expect(STOP_REASONS.filter(({ pattern }) => pattern.global || pattern.sticky)).toEqual([]);
    const used = new Set<string>(STOP_REASONS.map(({ family }) => family));
    expect(Object.keys(FAMILIES).filter((family) => !used.has(family))).toEqual([]);
  });

  test('whoever lacks a right is told which, and that it is the execution role’s', () => {
    const rows = ['7', '7: token', '21', '24', '27', '34', '34: group'];
    for (const { row, literal } of ROWS.filter(({ row }) => rows.includes(String(row)))) {
      const next = findStopReason([literal])?.next ?? '';
      expect(next, String(row)).toMatch(/allow (?:ecr|ssm|secretsmanager|logs|kms):[A-Z].* to the execution role/);
    }
  });
});

describe('whether RunTask may well be accepted a little later', () => {
  test.each([
    ['Capacity is unavailable at this time.', true],
    ['You’ve reached the limit on the number of vCPUs you can run concurrently', true],
    ['RESOURCE:CPU', true],
    ['RESOURCE:ENI', true],
    ['No Container Instances were found in your capacity provider.', true],
    ['ATTRIBUTE', false],
    ['AGENT', true],
    ['LOCATION', false],
    ['INACTIVE', false],
    ['MISSING', false],
    ['The requested CPU configuration is above your limit', false],
    ['something new', false],
    [undefined, false],
  ])('%s: %s', (reason, expected) => {
    expect(isCapacityReason(reason)).toBe(expected);
  });
});

describe('the nearest family of an unknown text', () => {
  test.each([
    ['SecretStoreError: the parameter store is on strike', 'secret'],
    ['CannotMountVolumeError: the filesystem went away', 'storage'],
    ['ImageLayerError: sha256:0 is broken', 'image'],
    ['The awslogs stream was closed', 'log'],
    ['DNS lookup of the endpoint was odd', 'network'],
    ['Elastic address of the interface was revoked', 'network-interface'],
    ['something new', undefined],
    ['', undefined],
    ['the container', undefined],
  ])('%s: %s', (text, family) => {
    expect(findStopReason([text])).toBeUndefined();
    expect(nearestFamily([text])).toBe(family);
  });

  test.each(Object.entries(FAMILIES))('%s can be worded', (_, { about, look, words }) => {
    for (const text of [about, look, words]) expect(text).toMatch(/^[^\n]*[^.\s]$/);
  });
});

test('arbitrary text is no error, and quickly done with', () => {
  const word = fc.constantFrom(...ROWS.flatMap(({ literal }) => literal.split(' ')));
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 1024 }),
    fc.array(word, { maxLength: 150 }).map((words) => words.join(' ')),
  );
  fc.assert(
    fc.property(fc.array(fc.option(text, { nil: undefined }), { maxLength: 5 }), (texts) => {
      findStopReason(texts);
      nearestFamily(texts);
      isCapacityReason(texts[0]);
    }),
    { numRuns: 300 },
  );
});
