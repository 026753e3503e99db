import { settingsOfCommand } from '../../core/settings/settings-table.ts';
import { CONFIG_FLAG } from '../flags.ts';
import type { Declaration } from '../parser.ts';
import { COMMON } from './common.ts';

export const RUN: Declaration = {
  name: 'run',
  words: '',
  about: 'Launch a migration as an ECS task, show its log, and exit with the code of its container',
  settings: settingsOfCommand('run'),
  common: COMMON,
  flags: CONFIG_FLAG,
  examples: [
    ['run --cluster staging --task-definition app-migrate --subnets subnet-0a1b,subnet-2c3d', 'Run it on Fargate'],
    ['run --cluster staging --task-definition app-migrate -- bin/rails db:migrate', 'With another command'],
    ['run --local --task-definition taskdef.json --env DATABASE_URL=postgres://…', 'On this machine, without AWS'],
    ['run --cluster staging --task-definition app-migrate --report migration.xml', 'With a JUnit report'],
    ['run --cluster staging --task-definition app-migrate > migration.log', 'stdout is the log and nothing else'],
  ],
};
