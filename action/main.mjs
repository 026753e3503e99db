// The GitHub action: `ecs-migrate run` or `preview` with the inputs as its flags. It runs in this very process, so that the signals of a
// job that is cancelled reach it, and it runs the code beside it: nothing is downloaded.
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The runner's name for an input. */
const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? '';
const lines = (name) =>
  input(name)
    .split(/\r?\n/)
    .filter((line) => line !== '');

/** As GitHub's own actions read it. Anything else could mean the opposite: a migration that nobody asked for. */
const isPreview = { true: true, false: false }[input('preview').toLowerCase()];
/** An output of another job that does not exist is empty, and is no approval of everything. */
const approved = input('approved');

const main = new URL('../dist/main.js', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
if (!existsSync(main)) {
  refuse('this checkout of ecs-migrate is not built; use a tag of a release, or run npm ci in the checkout first');
} else if (input('version') !== '' && input('version') !== version) {
  refuse(`version: "${input('version')}" is not valid: this is ${version}; choose another by the tag behind uses: …@`);
} else if (isPreview === undefined) {
  refuse(`preview: "${input('preview')}" is not valid: it is true or false`);
} else if (approved === '') {
  refuse(
    'approved: "" is not valid: give the digest of a preview; an output is empty if its job or step has another name',
  );
} else {
  process.chdir(input('working-directory') || '.');
  const folder = mkdtempSync(path.join(process.env.RUNNER_TEMP || tmpdir(), 'ecs-migrate-'));
  const variables = path.join(folder, 'migration.env');
  process.on('exit', () => {
    writeOutputs(variables);
    rmSync(folder, { recursive: true, force: true });
  });
  const flags = ['cluster', 'task-definition', 'image', 'command']
    .filter((name) => input(name) !== '')
    .map((name) => `--${name}=${input(name)}`);
  if (approved !== 'any') flags.push(`--approved=${approved}`);
  process.argv = [
    process.argv[0],
    fileURLToPath(main),
    isPreview ? 'preview' : 'run',
    `--report=${variables}`,
    ...flags,
    ...lines('env').map((pair) => `--env=${pair}`),
    ...lines('args'),
  ];
  await import(main.href);
}

/** As the tool itself refuses what cannot work: nothing is launched, 64. */
function refuse(text) {
  console.log(`::error title=ecs-migrate::${text}`);
  process.exitCode = 64;
}

function writeOutputs(file) {
  const output = process.env.GITHUB_OUTPUT;
  if (!output || !existsSync(file)) return;
  const names = {
    MIGRATION_OUTCOME: 'outcome',
    MIGRATION_EXIT_CODE: 'exit-code',
    MIGRATION_TASK_ARN: 'task-arn',
    MIGRATION_PENDING: 'pending',
    MIGRATION_DIGEST: 'digest',
    MIGRATION_SUMMARY: 'summary',
  };
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [, name = '', value = ''] = /^(\w+)='?(.*?)'?$/.exec(line) ?? [];
    if (names[name] !== undefined) appendFileSync(output, `${names[name]}=${value}\n`);
  }
}
