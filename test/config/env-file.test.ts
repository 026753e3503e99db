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
  test('is read as dotenv files are', async () => {
    const text = `# comment
A=1
export B = two words # said
C="x
y=z"
D='a"b'
E=

F=a=b#c
`;
    expect(await read(text)).toEqual({
      env: { A: '1', B: 'two words', C: 'x\ny=z', D: 'a"b', E: '', F: 'a=b' },
    });
  });

  test('a line that is none is named by its number, without its text', async () => {
    expect(await read('A="1\n2"\nhunter2\nB=1\n')).toEqual({
      finding: {
        ...{ code: 'file-problem', file: 'x.env', key: 'line 3' },
        ...{ problem: 'it is no NAME=VALUE', mend: 'mend or remove it' },
      },
    });
  });

  test('one that is not there', async () => {
    expect(await readEnvFile('none.env', '--env-file', '/')).toMatchObject({
      finding: { problem: 'there is no such file', mend: 'check --env-file' },
    });
  });
});
