import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveSettings, variableSource } from '../../src/core/settings/settings.ts';
import { familyOf, tagSource } from '../../src/core/settings/tags.ts';
import { ROOT } from '../support/paths.ts';

type Texts = Record<string, string>;

/** What migration-task's own test demands of its plan, so the module and this file cannot drift apart. */
const PLANNED: { cluster: Texts; taskDefinition: Texts; settings: Texts } = JSON.parse(
  readFileSync(path.join(ROOT, 'terraform/modules/migration-task/tests/tags.json'), 'utf8'),
);

/** What `run --cluster staging --app shop` should come to. */
const EXPECTED = {
  subnets: ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'],
  securityGroups: ['sg-0a1b2c3d4e5f67890', 'sg-0aaaaaaaaaaaaaaaa'],
  assignPublicIp: true,
  capacityProvider: [
    { capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 },
    { capacityProvider: 'FARGATE', weight: 1, base: 1 },
  ],
  container: 'migration',
  timeout: 90 * 60_000,
  lock: 'shop-db',
};

describe('what Terraform plans', () => {
  test('is read from the tags of the task definition', () => {
    const { settings, findings } = resolveSettings([tagSource(PLANNED.taskDefinition, 'staging-shop-migrate')]);
    expect(findings).toEqual([]);
    expect(settings).toEqual(EXPECTED);
  });

  test('is read from the variables of the stage', () => {
    const env = Object.entries(PLANNED.settings).map(([name, value]) => [`ECS_MIGRATE_${name.toUpperCase()}`, value]);
    const { settings, findings } = resolveSettings([variableSource(Object.fromEntries(env))]);
    expect(findings).toEqual([]);
    expect(settings).toEqual({ ...EXPECTED, cluster: 'staging', taskDefinition: 'staging-shop-migrate' });
  });

  test('leads from the cluster to the family', () => {
    expect(PLANNED.cluster).toEqual({ 'ecs-migrate:task-definition:shop': PLANNED.settings['task_definition'] });
    expect(familyOf(PLANNED.cluster, 'shop')).toMatchObject({ family: 'staging-shop-migrate' });
  });

  test('is what AWS takes as a tag', () => {
    for (const [key, value] of Object.entries({ ...PLANNED.cluster, ...PLANNED.taskDefinition })) {
      expect(key).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u);
      expect(value).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u);
    }
  });
});
