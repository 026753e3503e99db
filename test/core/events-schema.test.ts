import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type * as z from 'zod';
import type { MigrationEvent } from '../../src/core/events.ts';
import { eventJsonSchema, eventSchema } from '../../src/core/events-schema.ts';
import { checkEvent } from '../support/check-events.ts';
import { ROOT } from '../support/paths.ts';

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

test('the published schema is that of the events', async () => {
  const text = `${JSON.stringify(eventJsonSchema(false), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../docs/events.schema.json');
});

/** Such as `log.message`: a field that one of the two lacks is no breach of assignability. */
type FieldsOf<E extends { type: string }> = E extends E ? `${E['type']}.${keyof E & string}` : never;

test('the types of the library say the same', () => {
  type Described = z.infer<typeof eventSchema>;
  expectTypeOf<Described>().toExtend<MigrationEvent>();
  expectTypeOf<MigrationEvent>().toExtend<Described>();
  expectTypeOf<FieldsOf<Described>>().toEqualTypeOf<FieldsOf<MigrationEvent>>();
});

describe('what fits', () => {
  const published = new Ajv({ validateFormats: false }).compile(eventJsonSchema(false));

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

describe('docs/events.md names every field of', () => {
  const documentation = readFileSync(path.join(ROOT, 'docs/events.md'), 'utf8');
  test.each(eventSchema.options.map((option) => [option.shape.type.value, Object.keys(option.shape)] as const))(
    '%s',
    (type, fields) => {
      const row = documentation.split('\n').find((line) => line.startsWith(`| \`${type}\` `));
      for (const field of fields.filter((name) => !['type', 'at', 'target'].includes(name))) {
        expect(row).toContain(`\`${field}\``);
      }
    },
  );
});
