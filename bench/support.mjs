import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

export const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

/** The peak memory of a process in MB. 0 if this system has no /proc. */
export function peakMb(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0; // It has ended.
  }
}

/** A task definition with one container that runs a shell line, written to its own folder. */
export function taskDefinition(family, line, group = '/bench') {
  const folder = mkdtempSync(path.join(tmpdir(), 'ecs-migrate-bench-'));
  const file = path.join(folder, `${family}.json`);
  const options = { 'awslogs-group': group, 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'b' };
  const logConfiguration = { logDriver: 'awslogs', options };
  const container = { name: 'm', image: 'x', command: ['sh', '-c', line], logConfiguration };
  const fargate = {
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    executionRoleArn: 'arn:aws:iam::000000000000:role/execution',
  };
  writeFileSync(file, JSON.stringify({ family, ...fargate, containerDefinitions: [container] }));
  return { file, folder, remove: () => rmSync(folder, { recursive: true }) };
}

/** Calls the engine that exports these variables, without an SDK. Returns the body. */
export async function call(env, target, input) {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': target,
    authorization: `AWS4-HMAC-SHA256 Credential=${env.AWS_ACCESS_KEY_ID}/20261121/us-east-1/x/aws4_request, Signature=0`,
  };
  return (await fetch(env.AWS_ENDPOINT_URL, { method: 'POST', headers, body: JSON.stringify(input) })).text();
}

/** Starts `ecs-migrate local`, with containers as processes. Returns the variables that it tells its users to export. */
export async function serve(...args) {
  const child = spawn(process.execPath, [MAIN, 'local', '--runner', 'process', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    text += chunk;
    if (text.includes('AWS_SECRET_ACCESS_KEY')) break;
  }
  const env = Object.fromEntries([...text.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
  return {
    env,
    pid: child.pid,
    close: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
  };
}
