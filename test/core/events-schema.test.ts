import { Ajv } from 'ajv';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkEvent } from '../support/check-events.ts';
import { expectBlock } from '../support/docs.ts';
import { describeEvents } from '../support/event-docs.ts';
import { type JsonSchema, makeEventSchema } from '../support/event-schema.ts';
import { readEventSchema } from '../support/event-schema-file.ts';

const at = '2026-11-21T12:00:00.000Z';
const result = {
  type: 'result',
  at,
  outcome: 'failed',
  exitCode: 3,
  containerExitCode: 3,
  taskArn: null,
  cause: 'x',
  next: '',
  ending: 'failed',
  reasons: [],
  causeCode: null,
  causeLine: null,
  again: null,
  task: null,
  phases: { queued: 1 },
};

let schema: JsonSchema;
beforeAll(() => {
  schema = makeEventSchema();
});

// npm run docs writes both again.
test('the published schema is that of the types', async () => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../docs/events.schema.json');
});

test('docs/events.md has the fields of every event as their comments say them', () => {
  expectBlock('docs/events.md', 'events', describeEvents(schema));
});

describe('what fits', () => {
  const published = new Ajv({ validateFormats: false }).compile(readEventSchema());

  test('a field that was added is no breach for readers, but one for us', () => {
    expect(published({ ...result, added: 1 })).toBe(true);
    expect(() => checkEvent(result)).not.toThrow();
    expect(() => checkEvent({ ...result, added: 1 } as typeof result)).toThrow('additionalProperties');
    expect(() => checkEvent({ ...result, phases: { napping: 1 } } as unknown as typeof result)).toThrow('napping');
  });

  test.each([
    ['no such outcome', { ...result, outcome: 'fine' }],
    ['an exit code that is none', { ...result, exitCode: 256 }],
    ['a time without milliseconds', { ...result, at: '2026-11-21T12:00:00Z' }],
    ['no such type', { ...result, type: 'end' }],
    ['a field that is missing', { ...result, next: undefined }],
  ])('not %s', (_, event) => {
    expect(published(JSON.parse(JSON.stringify(event)))).toBe(false);
  });

  test('a warning is one of those that are documented', () => {
    expect(() => checkEvent({ type: 'warning', at, code: 'silent', text: '' } as { type: string })).not.toThrow();
    expect(() => checkEvent({ type: 'warning', at, code: 'made-up', text: '' } as { type: string })).toThrow('made-up');
  });
});

test('every event, and every field of it, has a comment', () => {
  for (const [name, { description, properties = {} }] of Object.entries(schema.definitions ?? {})) {
    expect(description, name).toBeTruthy();
    for (const [field, its] of Object.entries(properties))
      if (field !== 'type') expect(its.description, field).toBeTruthy();
  }
});
