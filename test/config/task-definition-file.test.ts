import { describe, expect, test } from 'vitest';
import { checkTaskDefinition, readTaskDefinition } from '../../src/config/task-definition-file.ts';
import { wordFinding } from '../../src/core/findings/findings.ts';
import { temporaryFiles } from '../support/temporary.ts';

const good = { family: 'app', containerDefinitions: [{ name: 'm', image: 'i', command: ['x'] }] };
const container = (over: object) => ({ ...good, containerDefinitions: [{ ...good.containerDefinitions[0], ...over }] });

function said(content: unknown): string[] {
  const read = checkTaskDefinition('t.json', content);
  if (read.ok) return [];
  return read.failure.map((finding) => {
    const { cause, next } = wordFinding(finding);
    return `${cause}: ${next}`;
  });
}

/** What is read of a file with this content, or what is said of it. */
async function read(name: string, content: string | Buffer) {
  using files = temporaryFiles({ [name]: content });
  const found = await readTaskDefinition(name, files.path);
  return found.ok ? found.value : found.failure.map((finding) => wordFinding(finding).cause).join('\n');
}

test('a definition as register-task-definition takes it', () => {
  expect(checkTaskDefinition('t.json', good)).toEqual({ ok: true, value: good });
});

describe('forms that people have', () => {
  const described = { ...good, taskDefinitionArn: 'arn', revision: 3, status: 'ACTIVE', compatibilities: ['EC2'] };
  test.each<[string, unknown]>([
    ['what describe-task-definition adds is left out', described],
    ['its answer is unwrapped', { taskDefinition: described }],
  ])('%s', (_, content) => {
    expect(checkTaskDefinition('t.json', content)).toEqual({ ok: true, value: good });
  });

  test('its tags stand beside it', () => {
    const tags = [{ key: 'a', value: 'b' }];
    const found = checkTaskDefinition('t.json', { taskDefinition: described, tags });
    expect(found).toEqual({ ok: true, value: { ...good, tags } });
  });

  test.each([
    ['a list of containers', good.containerDefinitions, /as Terraform uses it/],
    [
      'members of CloudFormation',
      { Family: 'app', ContainerDefinitions: [] },
      /CloudFormation.*describe-task-definition/,
    ],
    ['a resource of CloudFormation', { Type: 'AWS::ECS::TaskDefinition', Properties: {} }, /CloudFormation/],
    ['a template of CloudFormation', { Resources: { T: {} } }, /CloudFormation/],
    ['a Compose file', { services: { web: { image: 'i' } } }, /Compose/],
    ['nothing', 'text', /not a task definition/],
  ])('%s is named as such, in one sentence', (_, content, text) => {
    expect(said(content)).toEqual([expect.stringMatching(text)]);
  });
});

describe('files', () => {
  const text = JSON.stringify(good);
  const yaml = 'family: app\ncontainerDefinitions:\n  - name: m\n    image: i\n    command: [x]\n';
  test.each<[string, string, string | Buffer]>([
    ['JSON', 't.json', text],
    ['with a byte order mark', 't.json', `\uFEFF${text}`],
    ['of UTF-16, as PowerShell writes', 't.json', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['YAML', 't.yaml', yaml],
    ['YAML with a byte order mark', 't.yml', `\uFEFF${yaml}`],
    ['JSON of any name', 't.json.tmpl', text],
  ])('%s is read', async (_, name, content) => {
    expect(await read(name, content)).toEqual(good);
  });

  test('members that are null are absent, at every depth', async () => {
    const nulls = { ...container({ secrets: null, entryPoint: null, logConfiguration: null }), volumes: null };
    const deep = { ...nulls, placementConstraints: [{ type: 'memberOf', expression: null }] };
    const expected = { ...good, placementConstraints: [{ type: 'memberOf' }] };
    expect(await read('t.json', JSON.stringify(deep))).toEqual(expected);
  });

  test.each([
    ['t.json', '{"family": "x",}', /line 1, column 16/],
    ['t.json', '{\n  "family": x\n}', /text without quotes at line 2, column 13/],
    ['t.json', '{\n  "family": "x"\n', /closing brace is missing at line 3, column 1/],
    ['t.json', '{\n  // why\n}', /a comment.* line 2, column 3/],
    ['t.json', '', /it is empty/],
    ['t.json', '{"password": "hunter2" "b": 1}', /a comma is missing at line 1, column 24/],
    ['t.yaml', 'family: [x', /line 1, column/],
    ['t.yaml', 'family: !Sub app\ncontainerDefinitions: []\n', /the tag !Sub, which only CloudFormation/],
  ])('%s with %j: line and column are named', async (name, content, cause) => {
    const found = await read(name, content);
    expect(found).toMatch(cause);
    expect(found).not.toContain('hunter2');
  });
});

test.each([
  [{}, 't.json:family: it is missing'],
  [{ family: 'app' }, 't.json:containerDefinitions'],
  [{ family: 'app', containerDefinitions: [] }, 't.json:containerDefinitions'],
  [container({ image: 5 }), 't.json:containerDefinitions[0].image'],
  [
    container({ command: 'npm run migrate' }),
    't.json:containerDefinitions[0].command: it is text, but ECS expects a list',
  ],
  [container({ environment: [{ name: 'A' }] }), 't.json:containerDefinitions[0].environment[0].value'],
  [container({ comand: ['x'] }), 'comand: ECS has no such member: did you mean command?'],
  [
    container({ mountPoints: [{ readonly: true }] }),
    'mountPoints[0].readonly: ECS has no such member: did you mean readOnly?',
  ],
  [
    container({ portMappings: { containerPort: 80 } }),
    'portMappings: it is an object, but ECS expects a list: put it in [ ]',
  ],
  [
    container({ logConfiguration: { logDriver: 'awslogs', secretOptions: { name: 'a', valueFrom: 'b' } } }),
    'logConfiguration.secretOptions: it is an object, but ECS expects a list',
  ],
  [container({ memory: '512' }), 'memory: it is text, but ECS expects a whole number: write it without quotes'],
  [container({ essential: 'true' }), 'essential: it is text, but ECS expects true or false'],
  [container({ dependsOn: [{ containerName: 'x', condition: 'HEALTY' }] }), 'did you mean HEALTHY?'],
  [{ ...good, networkmode: 'awsvpc' }, 't.json:networkmode: ECS has no such member: did you mean networkMode?'],
  [{ ...good, networkMode: 'AWSVPC' }, 't.json:networkMode: there is no AWSVPC: did you mean awsvpc?'],
  [{ ...good, cpu: 256 }, 't.json:cpu: it is a whole number, but ECS expects text: put it in quotes'],
])('%j is refused with file and member', (content, text) => {
  expect(said(content)).toEqual(expect.arrayContaining([expect.stringContaining(text)]));
});

test('all that is wrong is said at once, and no value of a variable', () => {
  const secret = { environment: [{ name: 'PASSWORD', value: 12_345 }], comand: [] };
  const lines = said(container(secret));
  expect(lines).toHaveLength(2);
  expect(lines.join()).not.toContain('12345');
});
