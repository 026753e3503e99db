import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './support/paths.ts';

/** What the bash 3.2 and the BSD tools of macOS lack, or do otherwise. */
const ELSEWHERE: Readonly<Record<string, RegExp>> = {
  'associative arrays': /\b(?:declare|local|typeset)\s+-\w*[Ag]/,
  'references to variables': /\b(?:declare|local|typeset)\s+-\w*n\b/,
  'upper and lower case': /\$\{\w+(?:\[[^\]]*\])?(?:,,?|\^\^?)/,
  'operators on variables': /\$\{\w+@[A-Za-z]\}/,
  'reading into arrays': /\b(?:mapfile|readarray)\b/,
  'redirections of both streams': /&>>|\|&/,
  'an end of a case that goes on': /;;?&/,
  coproc: /\bcoproc\b/,
  'wait for any': /\bwait\s+-\w*[np]/,
  'read with a fraction of a second': /\bread\s+[^\n]*-t\s*\d*\.\d/,
  'negative places in arrays': /\$\{\w+\[-/,
  'numbers of time in bash': /\bEPOCH(?:SECONDS|REALTIME)\b|\bBASHPID\b|printf\s+['"]?%\(/,
  globstar: /\bshopt\s+-s\s+(?:globstar|lastpipe)/,
  // With `set -u` bash 3.2 takes an empty array for an unset variable.
  'an array that may be empty': /(?<!\+)"\$\{\w+\[@\]\}"/,
  'sed in place without a suffix': /\bsed\s+(?:-\w+\s+)*-i\b/,
  'sed or grep of GNU': /\bsed\s+(?:-\w+\s+)*-\w*r|\bgrep\s+(?:-\w+\s+)*-\w*P/,
  'date of GNU': /\bdate\s+(?:[^\n|;]*\s)?(?:-d\b|--date|\+[^\s]*%[0-9]*N)/,
  'find of GNU': /\bfind\b[^\n|;]*-(?:printf|readable|executable|regextype)\b/,
  'stat of GNU': /\bstat\s+(?:-c|--format|--printf)/,
  'cp of GNU': /\bcp\s+(?:-\w*[lut]\w*\s|--)/,
  'readlink of GNU': /\breadlink\s+-\w*[fem]|\brealpath\s+-/,
  'programs of GNU': /(?:^|[\s({|&;])(?:timeout|tac|nproc|shuf|sha(?:1|256|512)sum|md5sum|gawk)\s/m,
  'mktemp of GNU': /\bmktemp\s+--|\bmktemp\s+[^\n]*-p\b/,
  'xargs of GNU': /\bxargs\s+(?:[^\n]*\s)?(?:-r|-d|--)/,
  'base64 of GNU': /\bbase64\s+(?:-w|--)/,
  'head or tail of GNU': /\bhead\s+(?:-n\s*-|-c\s*-|--)|\btail\s+--/,
};

/** These end where there is no apt-get, which is on Debian alone. */
const DEBIAN_ALONE = ['scripts/install-podman', 'scripts/install-chromium', 'scripts/install-postgres'];

/** The shell scripts of the repository, as paths from its root. */
const scripts = ['scripts', 'bench', 'examples']
  .flatMap((folder) => readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
  .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
  .filter((file) => /^#!.*\b(?:ba)?sh\b/.test(readFileSync(path.join(ROOT, file), 'utf8')));

const code = (file: string) =>
  readFileSync(path.join(ROOT, file), 'utf8')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n');

const findingsOf = (text: string) => Object.keys(ELSEWHERE).filter((name) => ELSEWHERE[name]?.test(text));

describe('shell scripts', () => {
  test('are looked at', () =>
    expect(scripts).toEqual(
      expect.arrayContaining(['scripts/demo', 'scripts/setup', 'scripts/test', 'bench/with-aws-cli.sh']),
    ));

  test.each(scripts)('%s runs by the bash 3.2 of macOS, with its tools', (name) => {
    const text = code(name);
    expect(findingsOf(DEBIAN_ALONE.includes(name) ? text.slice(0, text.indexOf('apt-get')) : text)).toEqual([]);
  });

  test.each([
    'declare -A seen',
    'local -n ref=$1',
    `echo "\${name,,}"`,
    `echo "\${name^}"`,
    'mapfile -t lines <file',
    'make &>>log',
    'make |& tee log',
    'wait -n',
    `run "\${words[@]}"`,
    `echo "\${words[-1]}"`,
    "sed -i 's/a/b/' file",
    "sed -E -i 's/a/b/' file",
    'date +%s%3N',
    'date -d yesterday',
    "find . -printf '%p'",
    'stat -c %s file',
    'cp -al a b',
    'readlink -f file',
    '{ timeout 5 make; }',
    'timeout 5 make',
    'sha512sum file',
    'head -n -1 file',
  ])('%s is found', (line) => expect(findingsOf(line)).not.toEqual([]));

  // A bash 3.2 by any name, where there is one.
  const old = ['bash-3.2', 'bash3.2', 'bash'].find((name) => versionOf(name).startsWith('3.'));
  test.skipIf(old === undefined)('are read by it', () => {
    for (const name of scripts) expect(spawnSync(old ?? '', ['-n', path.join(ROOT, name)]).status, name).toBe(0);
  });
});

function versionOf(bash: string): string {
  return spawnSync(bash, ['-c', `echo "$BASH_VERSION"`], { encoding: 'utf8' }).stdout ?? '';
}
