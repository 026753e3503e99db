import { expect, test } from 'vitest';
import { resumeCommand } from '../../src/cli/resume-command.ts';

const FLEET = { source: 'targets.yml', place: '/shop/one.jsonl', cwd: '/shop' };
const begin = 'npx ecs-migrate run --targets targets.yml --resume one.jsonl';

test.each<[string, Record<string, unknown>, string]>([
  ['no flags', {}, ''],
  ['values', { cluster: 'prod', concurrency: '20' }, ' --cluster prod --concurrency 20'],
  ['a pattern and spaces', { only: 'eu-*', command: 'rake db:migrate' }, " --command 'rake db:migrate' --only 'eu-*'"],
  ['a switch, and one that is off', { 'skip-if-none': true, color: false }, ' --skip-if-none --no-color'],
  ['a flag that is repeated', { report: ['a.html', "b's.json"] }, " --report a.html --report 'b'\\''s.json'"],
  [
    'variables: never their values',
    { env: ['DB_PASSWORD=hunter22', 'TENANT', 'A=x=y'] },
    ' --env DB_PASSWORD --env TENANT --env A',
  ],
  ['variables as JSON', { env: '{"DB_PASSWORD":"hunter22"}' }, ' --env DB_PASSWORD'],
  ['a command after --', { cluster: 'prod', '--': ['sh', '-c', 'echo $X'] }, " --cluster prod -- sh -c 'echo $X'"],
  ['a config file', { config: 'my config.yml' }, " --config 'my config.yml'"],
  ['what belongs to one process', { targets: 'x.csv', journal: 'x', resume: 'y', rerun: true }, ''],
])('the command that continues a fleet: %s', (_, argv, more) => {
  expect(resumeCommand(FLEET, argv, {})).toBe(begin + more);
});

test('an execution of Step Functions is continued by its ARN', () => {
  const place = 'arn:aws:states:eu-west-1:111122223333:execution:fleet:deploy-42';
  const argv = { on: 'step-functions', 'state-machine': 'arn:aws:states:eu-west-1:111122223333:stateMachine:fleet' };
  const said = resumeCommand({ ...FLEET, place }, argv, {});
  expect(said).toContain(`--resume ${place} `);
  expect(said).toContain(`--on step-functions`);
  expect(said).toContain(`--state-machine ${argv['state-machine']}`);
});

test('secrets are masked', () => {
  const argv = {
    'endpoint-url': 'http://me:hunter22@localhost:1',
    '--': ['migrate', '--password=hunter23', 'hunter24'],
  };
  const said = resumeCommand({ ...FLEET, place: 's3://deploys/one.jsonl' }, argv, { env: { DB_PASSWORD: 'hunter24' } });
  expect(said).toContain('--resume s3://deploys/one.jsonl ');
  expect(said).not.toMatch(/hunter2\d/);
});
