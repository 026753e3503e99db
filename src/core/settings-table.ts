import { SECURITY_GROUP_ID, SUBNET_ID } from './ids.ts';
import * as kind from './setting-kinds.ts';
import * as structured from './structured-kinds.ts';

export type SettingGroup = 'where' | 'what' | 'how' | 'while' | 'output' | 'local';

interface Spec<T, Input> {
  kind: kind.Kind<T, Input>;
  group: SettingGroup;
  /** The line in --help. */
  about: string;
}

const spec = <T, Input>(group: SettingGroup, kind: kind.Kind<T, Input>, about: string): Spec<T, Input> => ({
  kind,
  group,
  about,
});

/**
 * Every setting: its key is the camelCase name of files and of the library; flags are the same in kebab-case and
 * variables are `ECS_MIGRATE_` with upper snake case.
 */
export const SETTINGS = {
  cluster: spec('where', kind.text('a cluster name or ARN'), 'The ECS cluster, by name or ARN'),
  region: spec('where', kind.text('a region such as eu-west-1', /^[a-z]{2,}(-[a-z]+)+-\d+$/), 'The AWS region'),
  profile: spec('where', kind.text('the name of a profile'), 'A profile of ~/.aws/config'),
  roleArn: spec(
    'where',
    kind.text('the ARN of an IAM role', /^arn:[\w-]+:iam::\d{12}:role\/\S+$/),
    'Assume this IAM role',
  ),
  externalId: spec(
    'where',
    kind.text('an external id', /^[\w+=,.@:/-]{2,1224}$/),
    'The external id that the role asks for',
  ),
  endpointUrl: spec(
    'where',
    kind.text('a URL such as http://127.0.0.1:4566', /^https?:\/\/[^\s/]+/),
    'Another endpoint for ECS, CloudWatch Logs and CodePipeline',
  ),
  account: spec('where', kind.text('an account of 12 digits', /^\d{12}$/), 'Refuse to run in another AWS account'),
  local: spec('where', kind.flag, 'Run on the embedded local engine instead of AWS'),
  taskDefinition: spec(
    'what',
    kind.text('FAMILY, FAMILY:REVISION, an ARN or a file'),
    'FAMILY, FAMILY:REVISION, ARN or a file of JSON or YAML. A file is registered first; an equal latest revision is reused',
  ),
  app: spec('what', kind.text('the name of an app'), "Which of the apps that the cluster's tags name"),
  image: spec(
    'what',
    structured.images,
    'Run this image: registers a revision that differs in it alone, unless the latest has it already',
  ),
  imageFrom: spec(
    'what',
    kind.files('a FILE.json, or auto'),
    "Run the image that imageDetail.json or imagedefinitions.json names; auto finds it in the build's input artifacts",
  ),
  build: spec(
    'what',
    kind.text('a folder with a Dockerfile or Containerfile'),
    "Build this folder by docker or podman, push it to the repository of the container's image, and run that by digest",
  ),
  deregister: spec('what', kind.flag, 'Deregister the revision afterwards that this run has registered'),
  container: spec('what', kind.text('a container name'), 'The migration container: its exit code decides'),
  command: spec('how', structured.argv, 'The command to run in it, as shell words; or its words after --'),
  env: spec(
    'how',
    structured.environment,
    'An environment override; NAME alone takes it from here. ECS shows it to whoever may DescribeTasks: no secrets',
  ),
  envFile: spec(
    'how',
    kind.files('a file of NAME=VALUE lines'),
    'Environment overrides from a file; --env wins over it. Under npx --env-from: Node takes --env-file for its own',
  ),
  secret: spec(
    'how',
    structured.valuesFrom,
    'A variable that ECS reads from Secrets Manager or Parameter Store: registers a revision that differs in it. It takes the place of one of that name',
  ),
  cpu: spec('how', structured.cpu, "CPU of the task instead of the task definition's"),
  memory: spec('how', structured.memory, "Memory of the task instead of the task definition's"),
  tag: spec('how', structured.tags, 'A tag on the task; needs the right ecs:TagResource'),
  likeService: spec(
    'how',
    kind.text('the name of a service'),
    'Take network, launch type or capacity providers, platform version and placement from this service',
  ),
  runTaskInput: spec(
    'how',
    kind.text('a FILE.json'),
    'Any other members of RunTask, as aws ecs run-task --cli-input-json takes them; flags win over them',
  ),
  subnets: spec('how', kind.ids('subnet ids (subnet-…)', SUBNET_ID), 'Subnets for networkMode awsvpc'),
  securityGroups: spec(
    'how',
    kind.ids('security group ids (sg-…)', SECURITY_GROUP_ID),
    "Security groups; without them the VPC's default one",
  ),
  assignPublicIp: spec('how', kind.enabled, 'Give the task a public IP address'),
  launchType: spec(
    'how',
    kind.choice('FARGATE', 'EC2', 'EXTERNAL', 'MANAGED_INSTANCES'),
    "Where the task runs; by default the cluster's default capacity provider strategy",
  ),
  capacityProvider: spec('how', structured.capacityProviders, 'A capacity provider instead of a launch type'),
  platformVersion: spec('how', kind.text('a Fargate platform version'), 'The Fargate platform version'),
  timeout: spec('while', kind.duration, 'How long the task may take from its launch; no limit unless given'),
  buildTimeout: spec(
    'while',
    kind.duration,
    'The time limit of the build that this runs in, from its start: 3m before it the task is stopped, as by --timeout',
  ),
  startTimeout: spec('while', kind.duration, 'How long it may take until a container runs (10m)'),
  onTimeout: spec(
    'while',
    kind.choice('stop', 'detach'),
    'What to do with the task on --timeout (stop; detach where this run did not launch it)',
  ),
  onInterrupt: spec(
    'while',
    kind.choice('stop', 'detach'),
    'What to do with it on SIGINT, SIGTERM and SIGHUP (stop; detach where this run did not launch it)',
  ),
  ifRunning: spec(
    'while',
    kind.choice('attach', 'wait', 'fail', 'allow'),
    'If another migration is running: follow it, wait for its end, end with 75, or run beside it. Only the same migration (command, overrides, image) is ever followed: by default that of the same pipeline execution, with attach that of any build; any other is waited for',
  ),
  waitTimeout: spec('while', kind.duration, 'How long to wait for other migrations (30m)'),
  lock: spec(
    'while',
    kind.text('a name of letters, digits, - and _', /^[\w-]{1,100}$/),
    'Migrations of one lock never overlap (the family)',
  ),
  idempotencyKey: spec('while', kind.text('a key'), 'Runs with one key are one migration (in CI: the build)'),
  rerun: spec('while', kind.flag, 'Run anew although this build has run this migration already'),
  logQuiet: spec('while', kind.duration, "Silence after the container's exit that ends its log (5s)"),
  detach: spec(
    'while',
    kind.flag,
    'Launch only: print the task and the command that follows it. Nothing then watches for a rival start',
  ),
  onRollback: spec(
    'while',
    kind.choice('skip', 'fail', 'run'),
    'If the pipeline rolls back to an earlier release: launch nothing and succeed, launch nothing and fail, or run (skip)',
  ),
  pipeline: spec(
    'while',
    kind.text('the name or ARN of a pipeline', /^(arn:[\w-]+:codepipeline:[\w-]+:\d{12}:)?[\w.@-]{1,100}$/),
    'The pipeline that this is part of, where the build does not say; plan checks it',
  ),
  output: spec('output', kind.choice('text', 'json'), 'text, or json: one event per line on stdout'),
  timestamps: spec('output', kind.flag, "Put the log event's time before each line"),
  logPrefix: spec(
    'output',
    kind.choice('auto', 'always', 'never'),
    'Put the container before each line (auto: if several)',
  ),
  color: spec('output', kind.flag, 'Colours on a terminal; --no-color or NO_COLOR for none'),
  report: spec(
    'output',
    kind.files('a file that ends in .json, .xml (JUnit), .md, .html or .env'),
    'Write a report at the end, whatever the end: .json, .xml (JUnit), .md, .html, or .env (variables); repeatable',
  ),
  quiet: spec('output', kind.flag, 'Say only how it ended, and errors'),
  fault: spec(
    'local',
    kind.texts('the name of a fault'),
    'With --local: misbehave as AWS may, such as throttle:DescribeTasks:12 or spot:2s; see docs/local-engine.md',
  ),
  runner: spec(
    'local',
    kind.choice('auto', 'docker', 'podman', 'process'),
    'With --local: what runs the containers; with --build: what builds (auto: docker or podman if it answers, else processes of this machine)',
  ),
  secrets: spec(
    'local',
    kind.text('a file'),
    'With --local: a YAML or dotenv file with the values of secrets by valueFrom, and of environment files by ARN',
  ),
  localNetwork: spec(
    'local',
    kind.text('a network of docker or podman'),
    "With --local: the network of the task's containers, such as host or that of docker compose",
  ),
  skipContainer: spec(
    'local',
    kind.names('names of containers', /^[\w-]{1,255}$/),
    'With --local: run the task without these containers; what waits for one of them does not wait; repeatable',
  ),
  skipSidecars: spec(
    'local',
    kind.flag,
    'With --local: run the task without the containers that are neither essential nor the migration',
  ),
  verbose: spec('output', kind.flag, 'Say each AWS call with its time and request id'),
} as const;

export type SettingKey = keyof typeof SETTINGS;

type ValueOf<K extends SettingKey> = (typeof SETTINGS)[K] extends Spec<infer T, infer _> ? T : never;
type InputOf<K extends SettingKey> = (typeof SETTINGS)[K] extends Spec<infer _, infer Input> ? Input : never;

/** The settings in force. Times are milliseconds. */
export type Settings = { [K in SettingKey]?: ValueOf<K> };

/** Settings as the library and files take them: times are text with a unit, such as `30m`. */
export type SettingsInput = { [K in SettingKey]?: InputOf<K> };
