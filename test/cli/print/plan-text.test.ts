import { expect, test } from 'vitest';
import { planText } from '../../../src/cli/print/plan-text.ts';
import type { PlanEvent } from '../../../src/core/events/events.ts';

const NEXT =
  'give --cluster NAME, or set ECS_MIGRATE_CLUSTER; see what there is with: npx ecs-migrate list --cluster staging';

const plan: PlanEvent = {
  type: 'plan',
  at: '2026-11-21T12:00:00.000Z',
  taskDefinition: null,
  registers: false,
  container: null,
  image: null,
  request: null,
  findings: [
    {
      code: 'no-cluster',
      severity: 'error',
      cause: 'no cluster was given',
      next: NEXT,
      mend: NEXT,
    },
  ],
};

test('findings are in one line each into a pipe', () => {
  expect(planText(undefined, plan)).toMatch(
    /\n {2}error: no cluster was given\n {4}give --cluster .* \[no-cluster\]\n$/,
  );
});

test('and wrapped on a terminal, but for commands', () => {
  const lines = planText(undefined, plan, 50).split('\n');
  expect(lines.slice(-5)).toEqual([
    '  error: no cluster was given',
    '    give --cluster NAME, or set',
    '      ECS_MIGRATE_CLUSTER; see what there is with:',
    '      npx ecs-migrate list --cluster staging [no-cluster]',
    '',
  ]);
});
