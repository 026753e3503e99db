// The steps of a release (CONTRIBUTING.md):
//   tag          creates the tag vVERSION: a commit on top of the one that is checked out, with the built code added
//   verify TAG   in the workflow: checks that the tag is correct
//   notes        prints the version's section of CHANGELOG.md
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './build-paths.mjs';

process.chdir(ROOT);
const { version, repository } = JSON.parse(readFileSync('package.json', 'utf8'));
const tag = `v${version}`;
const git = (args, options = {}) => execFileSync('git', args, { encoding: 'utf8', ...options }).trim();

const STEPS = {
  tag() {
    refuseIf([
      ...problems(),
      ...(git(['status', '--porcelain']) === '' ? [] : ['there are changes that are not committed']),
    ]);
    execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
    // A separate index, so that neither the branch nor the checkout changes.
    const folder = mkdtempSync(path.join(tmpdir(), 'release-'));
    try {
      const env = { ...process.env, GIT_INDEX_FILE: path.join(folder, 'index') };
      git(['read-tree', 'HEAD'], { env });
      git(['add', '--force', '--', ...built()], { env });
      const tree = git(['write-tree'], { env });
      const commit = git([
        'commit-tree',
        tree,
        '-p',
        'HEAD',
        '-m',
        `Release ${version}: with the built code, for the GitHub action`,
      ]);
      git(['tag', '--annotate', tag, commit, '-m', `ecs-migrate ${version}`]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    console.log(`${tag} is made. The release begins with: git push origin ${tag}`);
  },

  verify(name) {
    const found = problems();
    if (name !== tag) found.push(`the tag is ${name}, and package.json says ${version}`);
    const there = new Map(
      git(['ls-tree', '-r', 'HEAD', 'dist/'])
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => [line.slice(line.indexOf('\t') + 1), line.split(/\s/)[2]]),
    );
    const files = built();
    const made = new Map(files.map((file) => [file, git(['hash-object', '--no-filters', file])]));
    for (const file of new Set([...there.keys(), ...made.keys()])) {
      if (there.get(file) !== made.get(file)) found.push(`${file} of the tag is not what a build of its sources makes`);
    }
    refuseIf(found);
  },

  notes() {
    process.stdout.write(`${notes() ?? ''}\n`);
  },
};

const [step = '', ...args] = process.argv.slice(2);
if (!Object.hasOwn(STEPS, step)) {
  console.error('usage: node scripts/release.mjs tag | verify TAG | notes');
  process.exit(64);
}
STEPS[step](...args);

/** The problems that prevent a release, on any machine. */
function problems() {
  const found = [];
  if (repository.url.includes('/OWNER/'))
    found.push('package.json: OWNER in repository, bugs and homepage stands for whoever hosts this');
  if (!notes()) found.push(`CHANGELOG.md has no part "## [${version}] - YYYY-MM-DD", or nothing in it`);
  return found;
}

function notes() {
  const parts = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m);
  const part = parts.find((text) =>
    new RegExp(`^\\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d\\n`).test(text),
  );
  return part?.slice(part.indexOf('\n')).trim();
}

/** The files that the action needs, without those for package managers and debuggers. */
function built() {
  return readdirSync('dist', { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join('dist', file.replaceAll(path.sep, '/')))
    .filter((file) => statSync(file).isFile() && !/\.map$|^dist\/types\//.test(file))
    .sort();
}

function refuseIf(found) {
  if (found.length === 0) return;
  for (const text of found) console.error(`release: ${text}`);
  process.exit(1);
}
