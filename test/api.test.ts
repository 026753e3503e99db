import { expect, test } from 'vitest';
import { migrate } from '../src/api.ts';
import type { MigrationEvent } from '../src/core/events/events.ts';

test('the library writes no reports, and says so instead of doing nothing', async () => {
  const events: MigrationEvent[] = [];
  const onEvent = (event: MigrationEvent) => void events.push(event);
  const result = await migrate(
    { cluster: 'c', taskDefinition: 't', report: 'x.json', env: { A: 'opensesame' } },
    { onEvent },
  );
  expect(result).toMatchObject({
    outcome: 'invalid',
    exitCode: 64,
    cause: 'the library writes no reports',
    task: null,
  });
  expect(events.map(({ type }) => type)).toEqual(['settings', 'result']);
  expect(JSON.stringify(events)).not.toContain('opensesame');
});

test('the library builds no images', async () => {
  const result = await migrate({ cluster: 'c', taskDefinition: 't', build: '.' });
  expect(result).toMatchObject({ exitCode: 64, cause: 'the library builds no images' });
  expect(result.next).toContain('settings.image');
});
