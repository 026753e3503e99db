import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aMigration, type MigrationWorld } from '../support/migration.ts';
import { ROOT } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';

const page = readFileSync(path.join(ROOT, 'docs/library.md'), 'utf8');
/** Each program with the heading that it stands under. */
const PROGRAMS: [heading: string, program: string][] = [];
let under = '';
for (const [, heading, program] of page.matchAll(/^#+ (.*)|^```ts\n([\s\S]*?)^```/gm)) {
  under = heading ?? under;
  if (program !== undefined) PROGRAMS.push([under, program]);
}
function named(heading: string): string {
  const [, program] = PROGRAMS.find(([name]) => name === heading) ?? [];
  if (program === undefined) throw new Error(`there is no program under "${heading}"`);
  return program;
}

let world: MigrationWorld;

beforeAll(async () => {
  world = await aMigration();
  await world.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'app-migrate',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      executionRoleArn: 'arn:aws:iam::000000000000:role/r',
      containerDefinitions: [
        {
          name: 'migrate',
          image: 'app',
          command: ['sh', '-c', 'echo migrated'],
          logConfiguration: {
            logDriver: 'awslogs',
            options: { 'awslogs-group': '/app', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'm' },
          },
        },
      ],
    }),
  );
  mkdirSync(path.join(world.folder, 'node_modules'));
  symlinkSync(ROOT, path.join(world.folder, 'node_modules/ecs-migrate'));
  writeFileSync(path.join(world.folder, 'package.json'), '{"type": "module"}');
});
afterAll(() => world?.[Symbol.asyncDispose]());

async function run(program: string) {
  const file = path.join(world.folder, `program-${PROGRAMS.findIndex(([, one]) => one === program)}.mjs`);
  writeFileSync(file, transformSync(program, { loader: 'ts', format: 'esm', target: 'node20' }).code);
  await using running = startProcess(process.execPath, [file], { cwd: world.folder, env: world.engine.env });
  return await running.ended;
}

describe('the programs of docs/library.md', () => {
  test('fit the types', async () => {
    for (const [index, [, program]] of PROGRAMS.entries()) {
      writeFileSync(path.join(world.folder, `types-${index}.ts`), `${program}\nexport {};\n`);
    }
    const files = PROGRAMS.map((_, index) => `types-${index}.ts`);
    const flags =
      '--module nodenext --target es2022 --strict --noPropertyAccessFromIndexSignature --skipLibCheck --noEmit';
    const roots = ['--typeRoots', path.join(ROOT, 'node_modules/@types'), '--types', 'node'];
    const tsc = path.join(ROOT, 'node_modules/.bin/tsc');
    await using checking = startProcess(tsc, [...flags.split(' '), ...roots, ...files], { cwd: world.folder });
    expect(await checking.ended).toMatchObject({ exitCode: 0, stdout: '' });
  });

  test.each([
    ['The library', 'succeeded'],
    ['Settings', '64 settings.timeout: "soon" is not valid'],
    ['Events', 'migrated'],
    ['Plan first', 'planned migrate'],
    ['Stop it', ''],
    ['Never twice', 'true 0 0'],
  ])('%s: it says "%s"', async (heading, said) => {
    const ran = await run(named(heading));
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(ran.stdout).toContain(said);
  });

  test('are all played', () => {
    expect(PROGRAMS).toHaveLength(6);
  });
});
