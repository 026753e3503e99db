import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playAction } from '../support/github.ts';
import { aMigration } from '../support/migration.ts';
import { BARE_ENV, ROOT } from '../support/paths.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary.ts';
import { noting, playJob, readWorkflow } from '../support/workflow.ts';

const WORKFLOWS = path.join(ROOT, '.github/workflows');
const { version, scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const TAG = `v${version}`;

/** A repository as it is on the day of a release, with an owner and a cut changelog. */
let folder: TemporaryDirectory;
const source = () => path.join(folder.path, 'source');
/** An author for the commits of a machine that has none. */
const AUTHORED = {
  ...process.env,
  GIT_AUTHOR_NAME: 'T',
  GIT_AUTHOR_EMAIL: 't@t',
  GIT_COMMITTER_NAME: 'T',
  GIT_COMMITTER_EMAIL: 't@t',
};
const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: AUTHORED,
  });
const edit = (file: string, change: (text: string) => string) => {
  const place = path.join(source(), file);
  writeFileSync(place, change(readFileSync(place, 'utf8')));
};
/** What `npm ci` would install is here. The cache is that of the checkout: a build writes into it. */
const install = (checkout: string) =>
  execFileSync(
    'sh',
    ['-c', 'mkdir node_modules && ln -s "$1"/node_modules/* "$1"/node_modules/.bin node_modules', 'sh', ROOT],
    {
      cwd: checkout,
    },
  );
const release = (...args: string[]) =>
  execFileSync(process.execPath, ['scripts/release.mjs', ...args], {
    cwd: source(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: AUTHORED,
  });

beforeAll(() => {
  folder = temporaryDirectory();
  mkdirSync(source());
  const copy = 'git -C "$1" ls-files -z -co --exclude-standard | tar -C "$1" --null -T - -c | tar -x';
  execFileSync('sh', ['-c', copy, 'sh', ROOT], { cwd: source() });
  git(source(), 'init', '--quiet', '--initial-branch', 'main');
  install(source());
});
afterAll(() => folder?.[Symbol.dispose]());

const commitAll = () => {
  git(source(), 'add', '--all');
  git(source(), 'commit', '--quiet', '--allow-empty', '--message', 'x');
};

describe('a release', () => {
  test('is refused while its owner is unknown, its changes are not told, or something is not committed', () => {
    commitAll();
    edit('CHANGELOG.md', (text) => text.replace(/^## \[\d[\s\S]*?\n(?=## )/m, '## '));
    writeFileSync(path.join(source(), 'stray'), '');
    expect(() => release('tag')).toThrow(/OWNER[\s\S]*CHANGELOG[\s\S]*not committed/);
    git(source(), 'clean', '--quiet', '--force');
    git(source(), 'checkout', '--quiet', '--', '.');
    edit('package.json', (text) => text.replaceAll('/OWNER/', '/acme/'));
    edit('CHANGELOG.md', (text) =>
      text.replace(/^## \[Unreleased\]\n/m, `## [Unreleased]\n\n## [${version}] - 2026-12-01\n`),
    );
    commitAll();
  });

  test('is a tag with the built code; branch and checkout stay as they are', () => {
    const before = git(source(), 'rev-parse', 'HEAD');
    release('tag');
    expect(git(source(), 'rev-parse', 'HEAD')).toBe(before);
    expect(git(source(), 'rev-parse', `${TAG}^`)).toBe(before);
    expect(git(source(), 'status', '--porcelain')).toBe('');
    const added = git(source(), 'diff', '--name-only', 'HEAD', TAG).trim().split('\n');
    expect(added).toContain('dist/main.js');
    expect(added.filter((file) => !file.startsWith('dist/') || /\.map$|types/.test(file))).toEqual([]);
  });

  test('whose workflow, played without a token, makes it twice, compares, and publishes what was compared', async () => {
    const { jobs } = readWorkflow(path.join(WORKFLOWS, 'release.yml'));
    expect(Object.keys(jobs)).toEqual(['checks', 'pack', 'publish']);
    expect([jobs['pack']?.needs, jobs['publish']?.needs]).toEqual(['checks', 'pack']);
    expect(jobs['pack']?.permissions).toBeUndefined();

    const bin = path.join(folder.path, 'bin');
    const calls = path.join(folder.path, 'calls');
    mkdirSync(bin);
    const real = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
    const npm = `case $1 in\nci) mkdir node_modules && ln -s '${ROOT}'/node_modules/* '${ROOT}'/node_modules/.bin node_modules ;;\npublish) '${real}' "$@" --dry-run ;;\n*) exec '${real}' "$@" ;;\nesac\n`;
    writeFileSync(path.join(bin, 'npm'), `${noting('npm', calls)}${npm}`, { mode: 0o755 });
    writeFileSync(path.join(bin, 'gh'), noting('gh', calls), { mode: 0o755 });
    const env = { HOME: folder.path, PATH: `${bin}:${BARE_ENV['PATH']}`, GITHUB_REF_NAME: TAG };
    const checkout = async (to: string) => {
      mkdirSync(to, { recursive: true });
      git(to, 'init', '--quiet');
      git(to, 'fetch', '--quiet', '--depth', '1', source(), 'tag', TAG);
      git(to, 'checkout', '--quiet', '--detach', TAG);
    };
    let written = '';
    for (const name of ['pack', 'publish']) {
      const job = jobs[name];
      if (job) written += await playJob({ job, folder: folder.path, name, env, checkout });
    }

    const archive = `./pack/ecs-migrate-${version}.tgz`;
    const called = readFileSync(calls, 'utf8').split('\n');
    expect(called).toContain(`npm publish ${archive} --access public --ignore-scripts`);
    expect(written).toContain(`ecs-migrate@${version}`);
    const page = called.find((line) => line.startsWith('gh release create')) ?? '';
    const files = readdirSync(path.join(folder.path, 'publish/pack')).sort();
    expect(files).toEqual(
      ['', '-lambda.zip', '-maps.zip']
        .map((end) => `ecs-migrate-${version}${end || '.tgz'}`)
        .concat('SHA512SUMS')
        .sort(),
    );
    for (const file of files) expect(page).toContain(`pack/${file}`);
    expect(readFileSync(path.join(folder.path, 'publish/notes.md'), 'utf8')).toMatch(/^### /);
  });

  test('whose tag holds other code than its sources make is stopped', () => {
    expect(() => release('verify', 'v9.9.9')).toThrow(/the tag is v9\.9\.9/);
    git(source(), 'checkout', '--quiet', '--detach', TAG);
    release('verify', TAG);
    edit('dist/main.js', (text) => `${text}//`);
    expect(() => release('verify', TAG)).toThrow(/dist\/main\.js/);
  });

  test('whose tag alone is the GitHub action', async () => {
    const action = path.join(folder.path, 'action');
    git(folder.path, 'clone', '--quiet', '--depth', '1', '--branch', TAG, `file://${source()}`, action);
    expect(existsSync(path.join(action, 'node_modules'))).toBe(false);
    await using world = await aMigration([], { run: 'echo hello; exit 3' });
    using temp = temporaryDirectory();
    const inputs = {
      cluster: 'staging',
      'task-definition': 'shop-migrate.json',
      args: '--subnets=subnet-1\n--log-quiet=200ms',
    };
    const played = await playAction({ action, inputs, env: world.engine.env, cwd: world.folder, temp: temp.path });
    expect(played).toMatchObject({ exitCode: 3, outputs: { outcome: 'failed', 'exit-code': '3' } });
  });
});

test('what the workflows call is here', () => {
  for (const file of readdirSync(WORKFLOWS)) {
    const { jobs } = readWorkflow(path.join(WORKFLOWS, file));
    for (const { uses, steps = [] } of Object.values(jobs)) {
      if (uses !== undefined) expect(existsSync(path.join(ROOT, uses)), uses).toBe(true);
      for (const { run = '' } of steps) {
        for (const [, script = ''] of run.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty([script]);
        for (const [, script = ''] of run.matchAll(/(\S*scripts\/\S+)/g))
          expect(existsSync(path.join(ROOT, script)), script).toBe(true);
      }
    }
  }
});

test('who hosts this is said in one place', () => {
  const found = execFileSync('git', ['grep', '-lE', 'github\\.com/OWNER', '--', '.', ':!test'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(found.trim().split('\n')).toEqual(['package.json']);
});
