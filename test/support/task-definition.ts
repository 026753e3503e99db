import { writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface TestContainer {
  name?: string;
  /** A line for `sh -c`. */
  run: string;
  essential?: boolean;
  /** Any other member of the container definition. */
  with?: object;
}

/** A Fargate task definition whose containers run shell lines and log to CloudWatch. */
export function taskDefinition(family: string, ...containers: TestContainer[]) {
  return {
    family,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    executionRoleArn: 'arn:aws:iam::000000000000:role/execution',
    containerDefinitions: containers.map(({ name = 'migrate', run, essential = true, with: more }) => ({
      name,
      essential,
      image: 'example/app:1',
      command: ['sh', '-c', run],
      logConfiguration: {
        logDriver: 'awslogs',
        options: { 'awslogs-group': '/test', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': family },
      },
      ...more,
    })),
  };
}

/** The same as a file. Returns its path. */
export async function taskDefinitionFile(folder: string, ...args: Parameters<typeof taskDefinition>): Promise<string> {
  const file = path.join(folder, `${args[0]}.json`);
  await writeFile(file, JSON.stringify(taskDefinition(...args)));
  return file;
}
