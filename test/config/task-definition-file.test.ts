import { expect, test } from 'vitest';
import { checkTaskDefinition } from '../../src/config/task-definition-file.ts';
import { wordFinding } from '../../src/core/word-finding.ts';

const good = { family: 'app', containerDefinitions: [{ name: 'm', image: 'i', command: ['x'] }] };
const container = (over: object) => ({ ...good, containerDefinitions: [{ ...good.containerDefinitions[0], ...over }] });

test('a definition as register-task-definition takes it', () => {
  expect(checkTaskDefinition('t.json', good)).toEqual({ definition: good });
});

test('what describe-task-definition adds is left out', () => {
  const described = { ...good, taskDefinitionArn: 'arn', revision: 3, status: 'ACTIVE', compatibilities: ['EC2'] };
  expect(checkTaskDefinition('t.json', described)).toEqual({ definition: good });
});

test.each([
  [{}, 't.json:family'],
  [{ ...good, family: 'with space' }, 't.json:family'],
  [{ family: 'app' }, 't.json:containerDefinitions'],
  [{ family: 'app', containerDefinitions: [] }, 't.json:containerDefinitions'],
  [container({ image: 5 }), 't.json:containerDefinitions[0].image'],
  [container({ command: 'npm run migrate' }), 't.json:containerDefinitions[0].command'],
  [container({ environment: [{ name: 'A' }] }), 't.json:containerDefinitions[0].environment[0].value'],
  [container({ comand: ['x'] }), 't.json:containerDefinitions[0].comand: ECS knows no such member'],
  [{ ...good, networkmode: 'awsvpc' }, 't.json:networkmode: ECS knows no such member'],
  [{ ...good, cpu: 256 }, 't.json:cpu'],
  [
    { ...good, containerDefinitions: [...good.containerDefinitions, ...good.containerDefinitions] },
    'two containers have the name m',
  ],
  [[], 't.json'],
])('%j is refused with file and key', (json, cause) => {
  const read = checkTaskDefinition('t.json', json);
  expect('finding' in read && wordFinding(read.finding).cause).toContain(cause);
});

test('a misspelt member gets its near name', () => {
  const read = checkTaskDefinition('t.json', container({ comand: ['x'] }));
  expect('finding' in read && wordFinding(read.finding).mend).toBe('did you mean command?');
});
