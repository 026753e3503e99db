import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTargets } from '../../src/config/targets-file.ts';
import { targetsSchema } from '../../src/config/targets-schema.ts';

const read = (text: string, file: string) => readTargets(text, file, '/project');

async function rowsOf(text: string, file: string) {
  const result = await read(text, file);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

/** Where each problem is, and what it is. */
async function problemsOf(text: string, file: string) {
  const result = await read(text, file);
  if (result.ok) throw new Error('there is no problem');
  return result.failure.map((finding) =>
    finding.code === 'file-problem' ? `${finding.file}: ${finding.problem}` : '',
  );
}

describe('the formats say the same', () => {
  test.each([
    [
      't.yml',
      '- name: a\n  group: db1\n  env: {TENANT: a}\n\n- name: b\n  command: [up, "2"]\n',
      ['t.yml:1', 't.yml:5'],
    ],
    [
      't.yaml',
      'targets:\n  - {name: a, group: db1, env: {TENANT: a}}\n  - {name: b, command: [up, "2"]}\n',
      ['t.yaml:2', 't.yaml:3'],
    ],
    [
      't.json',
      '[\n\t{ "name": "a", "group": "db1", "env": { "TENANT": "a" } },\n\t{ "name": "b", "command": ["up", "2"] }\n]',
      ['t.json:2', 't.json:3'],
    ],
    [
      't.jsonl',
      '{"name":"a","group":"db1","env":{"TENANT":"a"}}\n\n{"name":"b","command":["up","2"]}\n',
      ['t.jsonl:1', 't.jsonl:3'],
    ],
  ])('%s', async (file, text, places) => {
    expect(await rowsOf(text, file)).toEqual([
      { name: 'a', group: 'db1', at: places[0], values: { env: { TENANT: 'a' } } },
      { name: 'b', at: places[1], values: { command: ['up', '2'] } },
    ]);
  });

  test('CSV: maps have columns of their own, an empty cell is an absent key', async () => {
    const text = '\uFEFFname,group,env.TENANT,command\r\na,db1,a,\r\n"b",,,"sh -c ""up, 2"""\r\n';
    expect(await rowsOf(text, 't.csv')).toEqual([
      { name: 'a', group: 'db1', at: 't.csv:2', values: { env: { TENANT: 'a' } } },
      { name: 'b', at: 't.csv:3', values: { command: 'sh -c "up, 2"' } },
    ]);
  });
});

test('a CSV of a spreadsheet: a byte order mark is no part of the header, semicolons separate cells', async () => {
  expect(await rowsOf('\uFEFFname;env.TENANT\r\na;"x;y"\r\n', 't.csv')).toEqual([
    { name: 'a', at: 't.csv:2', values: { env: { TENANT: 'x;y' } } },
  ]);
});

test('a CSV of a spreadsheet: rows of empty cells, as it leaves them below, are no rows', async () => {
  const rows = await rowsOf('name,env.TENANT\r\na,1\r\n,\r\nb,2\r\n, \r\n', 't.csv');
  expect(rows).toMatchObject([
    { name: 'a', at: 't.csv:2' },
    { name: 'b', at: 't.csv:4' },
  ]);
});

test('a name or a group can be a number in YAML', async () => {
  expect(await rowsOf('- {name: 42, group: 7}', 't.yml')).toEqual([
    { name: '42', group: '7', at: 't.yml:1', values: {} },
  ]);
});

test('paths are relative to the file', async () => {
  const [row] = await rowsOf('- {name: a, taskDefinition: taskdef.json, envFile: [.env]}', 'deploy/t.yml');
  const folder = path.resolve('/project/deploy');
  expect(row?.values).toEqual({ taskDefinition: `${folder}/taskdef.json`, envFile: [`${folder}/.env`] });
});

describe('problems name the file and the row', () => {
  test.each([
    ['no rows', 't.yml', '[]', 't.yml: it has no targets'],
    ['an empty file', 't.yml', '', 't.yml: it has no targets'],
    ['an empty CSV', 't.csv', 'name,group\n', 't.csv: it has no targets'],
    ['no list', 't.yml', 'name: a', 't.yml: there is no such key: name'],
    ['no name', 't.yml', '- env: {A: b}', 't.yml:1: the row has no name'],
    ['a name that is not valid', 't.yml', '- name: a b', 't.yml:1: the name "a b" is not valid'],
    ['the same name twice', 't.yml', '- name: a\n- name: b\n- name: a', 't.yml:3: the name a is also at t.yml:1'],
    [
      'an unknown key',
      't.jsonl',
      '{"name":"a"}\n{"name":"b","comand":"up"}',
      't.jsonl:2: there is no such key: comand',
    ],
    ['a key of the whole run', 't.yml', '- {name: a, report: r.xml}', 't.yml:1: there is no such key: report'],
    ['a row that is no object', 't.json', '["a"]', 't.json:1: the row is not an object'],
    ['no YAML', 't.yml', '- name: [a', 't.yml: it is not YAML'],
    ['no JSON', 't.json', '[{]', 't.json: it is not JSON'],
    ['a line that is no JSON', 't.jsonl', '{"name":"a"}\nname: b', 't.jsonl:2: the line is not JSON'],
    ['too many cells', 't.csv', 'name,group\na,b,c', 't.csv:2: the row has another number of cells'],
    ['two columns of one name', 't.csv', 'name,name\na,b', 't.csv:1: two columns have the name name'],
  ])('%s', async (_, file, text, problem) => {
    const [first = ''] = await problemsOf(text, file);
    expect(first.slice(0, problem.length)).toBe(problem);
  });

  test('all of them, not only the first', async () => {
    expect(await problemsOf('- name: a b\n- {name: c, x: 1}\n- name: d', 't.yml')).toHaveLength(2);
  });

  test('none quotes a value', async () => {
    for (const [file, text] of [
      ['t.yml', '- {name: a, env: {A: @hunter2}}'],
      ['t.json', '[{"name":"a","env":{"A":"hunter2}}]'],
      ['t.csv', 'name,env.A\na,"hunter2'],
    ] as const) {
      expect(JSON.stringify(await read(text, file))).not.toContain('hunter2');
    }
  });
});

test('the published schema is that of the settings', async () => {
  await expect(`${JSON.stringify(targetsSchema(), null, 2)}\n`).toMatchFileSnapshot('../../docs/targets.schema.json');
});
