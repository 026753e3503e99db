import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEnvFile } from '../../src/config/env-file.ts';
import { temporaryDirectory } from '../support/temporary.ts';

async function read(text: string) {
  using directory = temporaryDirectory();
  writeFileSync(path.join(directory.path, 'x.env'), text);
  return await readEnvFile('x.env', '--env-file', directory.path);
}

describe('an environment file', () => {
  test.each<[string, Record<string, string>]>([
    ['# comment\nA=1\n\n  # another\nB=2', { A: '1', B: '2' }],
    ['A=1\n# the last line, without an end', { A: '1' }],
    ['\uFEFFA=1\n', { A: '1' }],
    ['A=1\r\nB=2\r\n', { A: '1', B: '2' }],
    ['export B = two words # said', { B: 'two words' }],
    ['  A=1', { A: '1' }],
    ['A: yaml\nB= 3\n', { A: 'yaml', B: '3' }],
    ['A=\nB=""\nC=  \nD= # nothing', { A: '', B: '', C: '', D: '' }],
    // A comment begins after a space.
    ['A=https://example.com/#/path', { A: 'https://example.com/#/path' }],
    ['A=https://example.com/#/path # said', { A: 'https://example.com/#/path' }],
    ['A=a=b#c\nB=#fff', { A: 'a=b#c', B: '#fff' }],
    ['A="x # y" # said\nB="x"#said', { A: 'x # y', B: 'x' }],
    // Escapes.
    [String.raw`A="{\"host\":\"db\"}"`, { A: '{"host":"db"}' }],
    [String.raw`A="a\nb\tc\\n\d\$HOME"`, { A: 'a\nb\tc\\n\\d$HOME' }],
    [String.raw`A='it\'s'`, { A: "it's" }],
    [String.raw`A='a\nb \\ "c" $X'`, { A: String.raw`a\nb \\ "c" $X` }],
    ['A=`it\'s "so"`', { A: 'it\'s "so"' }],
    [String.raw`A=C:\new\table`, { A: String.raw`C:\new\table` }],
    ['A={"host":"db","n":1}', { A: '{"host":"db","n":1}' }],
    ['A=it\'s "so"', { A: 'it\'s "so"' }],
    // Several lines.
    [
      'KEY="-----BEGIN KEY-----\nabc=\n-----END KEY-----"\nB=1',
      { KEY: '-----BEGIN KEY-----\nabc=\n-----END KEY-----', B: '1' },
    ],
    ["A='x\ny=z'\nB=1", { A: 'x\ny=z', B: '1' }],
    // A NAME above.
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the file's
    [
      'APP=shop\nA=${APP}-1\nB="${APP}"\nC=\'${APP}\'\nD="\\${APP}"\nE=${NONE}$APP pa$$word',
      {
        APP: 'shop',
        A: 'shop-1',
        B: 'shop',
        C: '${APP}',
        D: '${APP}',
        E: '${NONE}$APP pa$$word',
      },
    ],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the file's
    ['A=1\nA=2', { A: '2' }],
    ['__proto__=x\nA=1', JSON.parse('{"__proto__":"x","A":"1"}')],
  ])('%j', async (text, env) => {
    expect(await read(text)).toEqual({ ok: true, value: env });
  });

  test.each([
    ['A=1\nB="hunter2\nC=1', 'line 2', 'a quote is not closed'],
    ['A="hunter2\nB="hunter3"\n', 'line 1', 'there is text after the closing quote'],
    ['A="x"hunter2', 'line 1', 'there is text after the closing quote'],
    ['\n\nhunter2', 'line 3', 'it is not NAME=VALUE'],
    ['1A=hunter2', 'line 1', 'it is not NAME=VALUE'],
    ['export A', 'line 1', 'it is not NAME=VALUE'],
  ])('%j is refused by its line, without its text', async (text, key, problem) => {
    const found = await read(text);
    expect(found).toMatchObject({ failure: { code: 'file-problem', file: 'x.env', key, problem } });
    expect(JSON.stringify(found)).not.toContain('hunter');
  });

  test('also in UTF-16, as PowerShell writes it', async () => {
    using directory = temporaryDirectory();
    writeFileSync(path.join(directory.path, 'x.env'), Buffer.from('\uFEFFA=1', 'utf16le'));
    expect(await readEnvFile('x.env', '--env-file', directory.path)).toEqual({ ok: true, value: { A: '1' } });
  });

  test('a line that is none is named by its number, without its text', async () => {
    expect(await read('A="1\n2"\nhunter2\nB=1\n')).toEqual({
      ok: false,
      failure: {
        code: 'file-problem',
        file: 'x.env',
        key: 'line 3',
        problem: 'it is not NAME=VALUE',
        fix: 'fix or remove it',
      },
    });
  });

  test('one that is not there', async () => {
    expect(await readEnvFile('none.env', '--env-file', '/')).toMatchObject({
      failure: { problem: 'there is no such file', fix: 'check --env-file' },
    });
  });
});
