import type { Report } from '../../src/report/report.ts';
import { aStoppedTask } from './a-task.ts';

export function aReport(over: Partial<Report> = {}): Report {
  return {
    ending: 'failed',
    reasons: [],
    attempts: [],
    preview: null,
    causeCode: null,
    causeLine: null,
    again: null,
    version: 1,
    tool: { name: 'ecs-migrate', version: '1.2.3' },
    command: 'run',
    outcome: 'failed',
    exitCode: 3,
    containerExitCode: 3,
    cause: 'the migration container exited with code 3',
    next: 'fix it and run again',
    startedAt: '2026-01-02T03:04:05.678Z',
    endedAt: '2026-01-02T03:05:05.678Z',
    taskArn: 'arn:aws:ecs:eu-west-1:123456789012:task/staging/0123',
    phases: { queued: 1_000, running: 10_000, total: 12_345 },
    build: { build: 'project:1', commit: '3f78' },
    settings: {
      cluster: { value: 'staging', origin: '--cluster' },
      command: { value: ['migrate', '--password', '***'], origin: 'the command after --' },
      env: { value: { A: '***' }, origin: '--env' },
    },
    launched: {
      taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/app-migrate:7',
      cluster: 'staging',
      container: 'migrate',
      adopted: false,
      attach: 'npx ecs-migrate attach 0123',
      logStreams: [
        { container: 'migrate', region: 'eu-west-1', group: '/app', stream: 'app/migrate/0123', console: null },
      ],
      console: null,
    },
    plan: null,
    warnings: [],
    lastLines: ['one', 'two'],
    task: aStoppedTask(),
    ...over,
  };
}

/** Text that breaks any output that does not escape it. */
export const NASTY = [
  ']]> <![CDATA[ --> <!-- </failure> </pre></body>',
  '<script>alert(1)</script> & &amp; "double" \'single\' <img src=x onerror=alert(1)>',
  '\u0000\u0001\u0008\u000b\u001f\u007f\u009f \ud800 \udfff \ufffe \uffff',
  '\u001b[31mred\u001b[0m \u001b]0;title\u0007',
  '``` ````` `',
  'ünï 🚀 \u2028 日本',
  '| a | b | @octocat #1 http://evil.example [x](http://evil.example) <br> ~~~',
  'over\rwritten',
];
