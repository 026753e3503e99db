import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary.ts';

/** What a shell makes of a line whose last word is not finished: the words that it offers, or the finished line. */
const SHELLS: Record<string, (script: string, line: string) => string> = {
  bash: (script, line) => {
    const words = line.split(' ').map((word) => `'${word}'`);
    const ask = `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _ecs_migrate; echo "\${COMPREPLY[@]}"`;
    // Without the variables of the tests: one of them makes zsh wait.
    return execFileSync('bash', ['--norc', '-c', `. '${script}'; ${ask}`], { encoding: 'utf8' });
  },
  fish: (script, line) =>
    execFileSync('fish', ['--no-config', '-c', `source '${script}'; complete -C "${line}"`], { encoding: 'utf8' }),
  // zsh completes in its editor only: when that is ready, another zsh types the line and the tabulator for it.
  zsh: (script, line) => {
    const home = path.dirname(script);
    const start = `autoload -Uz compinit; compinit -u -D; source '${script}'; bindkey '^I' complete-word
      zle-line-init() { print -n READY }; zle -N zle-line-init`;
    writeFileSync(path.join(home, '.zshrc'), start);
    const typist = `zmodload zsh/zpty
      zpty z env TERM=dumb COLUMNS=200 ZDOTDIR='${home}' zsh -o no_global_rcs -i
      zpty -r -m z out '*READY*'
      zpty -w -n z '${line}'$'\\t\\x05#end'
      zpty -r -m z out '*#end*'
      print -r -- $out`;
    return execFileSync('zsh', ['-f', '-c', typist], {
      encoding: 'utf8',
      timeout: 8_000,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'] },
    });
  },
};

let folder: TemporaryDirectory;
beforeAll(() => {
  folder = temporaryDirectory();
});
afterAll(() => folder[Symbol.dispose]());

describe.each(Object.entries(SHELLS))('in %s', (shell, complete) => {
  const isHere = spawnSync(shell, ['-c', 'true']).status === 0;
  const script = () => path.join(folder.path, shell);

  test('the script is printed', async () => {
    const run = await runCli(['completion', shell]);
    expect(run).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringContaining('completion of ecs-migrate'),
    });
    expect(await runCli(['completion'], { env: { SHELL: `/usr/bin/${shell}` } })).toMatchObject({ stdout: run.stdout });
    writeFileSync(script(), run.stdout);
    if (!isHere) console.log(`not tried: ${shell} is not installed`);
  });

  test.runIf(isHere).each([
    ['ecs-migrate ru', /\brun\b/, /\bplan\b/],
    ['ecs-migrate run --on-interr', /--on-interrupt/, /--on-timeout/],
    ['ecs-migrate run --on-interrupt st', /\bstop\b/, /\bdetach\b/],
    ['ecs-migrate completion fi', /\bfish\b/, /\bbash\b/],
  ])('%s', (line, offers, others) => {
    const offered = complete(script(), line);
    expect(offered).toMatch(offers);
    expect(offered.replaceAll(/What to do.*/g, '')).not.toMatch(others);
  });
});

test.each([
  [['completion', 'fich'], 'did you mean fish?'],
  [['completion', 'powershell'], 'bash, zsh, fish'],
  [['completion'], 'SHELL'],
])('%j is not valid', async (words, said) => {
  expect(await runCli(words, { env: { SHELL: '' } })).toMatchObject({
    exitCode: 64,
    stdout: '',
    stderr: expect.stringContaining(said),
  });
});
