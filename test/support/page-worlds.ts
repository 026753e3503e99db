import path from 'node:path';
import { ROOT } from './paths.ts';

/** What surrounds the commands of a page: files in the working directory, and what the local engine knows. */
export interface World {
  files: Readonly<Record<string, string>>;
  /** Clusters, services and task definitions, as `ecs-migrate local --load` reads them. Absent: no engine is served. */
  aws?: object;
  env?: Readonly<Record<string, string>>;
  /** A script of the shell that runs in the folder before the first command. */
  prepare?: string;
}

const REGISTRY = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const container = (name: string, command: readonly string[], extra: object = {}) => ({
  name,
  image: `${REGISTRY}/app@${DIGEST}`,
  essential: true,
  command,
  logConfiguration: {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': '/ecs/app-migrate',
      'awslogs-region': 'eu-west-1',
      'awslogs-stream-prefix': 'ecs',
      mode: 'blocking',
    },
  },
  ...extra,
});

const definition = (family: string, ...containerDefinitions: object[]) => ({
  family,
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  cpu: '256',
  memory: '512',
  executionRoleArn: 'arn:aws:iam::111122223333:role/ecsTaskExecutionRole',
  containerDefinitions,
});

const MIGRATE = definition('app-migrate', container('migrate', ['bin/rails', 'db:migrate']));

const SERVICE = {
  serviceName: 'web',
  clusterArn: 'arn:aws:ecs:eu-west-1:000000000000:cluster/staging',
  taskDefinition: 'app',
  launchType: 'FARGATE',
  desiredCount: 0,
  networkConfiguration: {
    awsvpcConfiguration: {
      subnets: ['subnet-0a1b', 'subnet-2c3d'],
      securityGroups: ['sg-0a1b'],
      assignPublicIp: 'DISABLED',
    },
  },
};

const STAGING = {
  clusters: [{ clusterName: 'staging' }],
  taskDefinitions: [MIGRATE, definition('app', container('web', ['sleep', '60']))],
  services: [SERVICE],
};

/** What the Terraform module `migration-task` leaves: tags, so that the cluster is enough. */
const TAGGED = {
  clusters: [{ clusterName: 'staging', tags: [{ key: 'ecs-migrate:task-definition', value: 'shop-migrate' }] }],
  taskDefinition: definition('shop-migrate', container('migrate', ['bin/rails', 'db:migrate'])),
  tags: [
    { key: 'ecs-migrate:subnets', value: 'subnet-0a1b subnet-2c3d' },
    { key: 'ecs-migrate:security-groups', value: 'sg-0a1b' },
    { key: 'ecs-migrate:launch-type', value: 'FARGATE' },
    { key: 'ecs-migrate:container', value: 'migrate' },
  ],
};

/** A service whose deployments wait at a PAUSE hook. */
const WAITING = {
  clusters: [{ clusterName: 'production' }],
  taskDefinitions: [MIGRATE, definition('shop', container('web', ['sleep', '60']))],
  services: [
    {
      ...SERVICE,
      clusterArn: 'arn:aws:ecs:eu-west-1:000000000000:cluster/production',
      taskDefinition: 'shop',
      deploymentConfiguration: {
        strategy: 'BLUE_GREEN',
        lifecycleHooks: [
          {
            targetType: 'PAUSE',
            lifecycleStages: ['PRE_SCALE_UP'],
            timeoutConfiguration: { timeoutInMinutes: 120, action: 'ROLLBACK' },
          },
        ],
      },
    },
  ],
};

/**
 * Stands in for the AWS CLI, which is not everywhere: makes `aws ecs VERB-NOUN --name value` a call of the local engine. All
 * values are strings.
 */
const AWS_CLI = `#!/usr/bin/env node
const [verb, ...flags] = process.argv.slice(3);
const nameOf = (words) => words.split('-').map((word, index) => (index ? word[0].toUpperCase() + word.slice(1) : word)).join('');
const input = {};
for (let i = 0; i < flags.length; i += 2) input[nameOf(flags[i].slice(2))] = flags[i + 1];
const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_REGION } = process.env;
async function call(operation, body) {
  const response = await fetch(AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerServiceV20141113.' + operation[0].toUpperCase() + operation.slice(1),
      authorization: 'AWS4-HMAC-SHA256 Credential=' + AWS_ACCESS_KEY_ID + '/20260101/' + AWS_REGION + '/ecs/aws4_request',
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return await response.json();
}
await call(nameOf(verb), input);
if (verb === 'update-service') {
  // Whoever reads the page types the next command when the deployment has reached its hook.
  const { cluster, service } = input;
  for (let text = ''; !text.includes('AWAITING_ACTION'); await new Promise((resolve) => setTimeout(resolve, 50))) {
    const { serviceDeployments } = await call('listServiceDeployments', { cluster, service });
    const serviceDeploymentArns = serviceDeployments.map((one) => one.serviceDeploymentArn);
    text = JSON.stringify(await call('describeServiceDeployments', { serviceDeploymentArns }));
  }
}
`;

/** Stands in for the `bin/rails` of an image: prints what Rails 8 prints. */
const RAILS = `#!/bin/sh
case "$1" in
db:migrate:status)
  cat <<'END'

database: app_production

 Status   Migration ID    Migration Name
--------------------------------------------------
   up     20261120090000  Create customers
   up     20261127090000  Add phone to customers

END
;;
*)
  cat <<'END'
== 20261127090000 AddPhoneToCustomers: migrating ==============================
-- add_column(:customers, :phone, :string)
   -> 0.0021s
== 20261127090000 AddPhoneToCustomers: migrated (0.0022s) =====================
END
esac
`;

const BROKEN_RAILS = `#!/bin/sh
cat <<'END'
== 20261127090000 AddPhoneToCustomer: migrating ===============================
-- add_column(:customer, :phone, :string)
bin/rails aborted!
StandardError: An error has occurred, this and all later migrations canceled:

PG::UndefinedTable: ERROR:  relation "customer" does not exist
END
exit 1
`;

/** Runs until it is stopped. */
const SLOW_RAILS = `#!/bin/sh
echo '== 20261127090000 AddPhoneToCustomers: migrating =============================='
exec sleep 600
`;

/** By name. A file whose text begins with #! can be executed. */
export const WORLDS: Readonly<Record<string, World>> = {
  /** A cluster with a service `web`, and a task definition that migrates with Rails. */
  staging: { files: { 'bin/rails': RAILS }, aws: STAGING },
  /** The same, in a job of GitHub Actions. */
  github: {
    files: { 'bin/rails': RAILS },
    aws: STAGING,
    env: { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '4711', GITHUB_RUN_ATTEMPT: '1', GITHUB_JOB: 'migrate' },
  },
  /** A cluster and a task definition with the tags that Terraform has put there. */
  tagged: { files: { 'bin/rails': RAILS }, aws: TAGGED },
  /** A service `web` whose deployments wait for their migration, and a stand-in for the AWS CLI that deploys it. */
  waiting: { files: { 'bin/rails': RAILS, '.commands/aws': AWS_CLI }, aws: WAITING },
  /** The same as staging, with a migration that fails. */
  'staging-broken': { files: { 'bin/rails': BROKEN_RAILS }, aws: STAGING },
  /** The same, with a migration that runs until it is stopped. */
  'staging-slow': { files: { 'bin/rails': SLOW_RAILS }, aws: STAGING },
  /** The same as staging, and a file with two tenants. */
  fleet: {
    files: {
      'bin/rails': RAILS,
      'tenants.csv': 'name,env.TENANT,subnets\nacme,acme,subnet-0a1b\nglobex,globex,subnet-0a1b\n',
    },
    aws: STAGING,
  },
  /** A repository with its task definition, without AWS. */
  laptop: { files: { 'bin/rails': RAILS, 'taskdef.json': JSON.stringify(MIGRATE) } },
  /** A repository of git whose branch adds one migration to those of origin/main. */
  branch: {
    files: {
      'db/migrations/0041_users.sql': 'CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL);\n',
      '.later/0042_names.sql':
        '-- The names are in a table of their own since 0040.\n\nALTER TABLE users DROP COLUMN name;\n',
    },
    prepare: `
      git init --quiet . && git config user.name You && git config user.email you@example.com
      git add db && git commit --quiet --message base && git update-ref refs/remotes/origin/main HEAD
      mv .later/0042_names.sql db/migrations/ && git add db && git commit --quiet --message names`,
  },
  /** This repository, without its set-up. */
  repository: {
    files: { 'scripts/example': `#!/bin/sh\nexec node '${path.join(ROOT, 'scripts/example.mjs')}' "$@"\n` },
  },
  /** The repository of a Rails application, without AWS. */
  'rails-app': {
    files: {
      Gemfile: "source 'https://rubygems.org'\ngem 'rails', '~> 8.0'\n",
      Dockerfile: 'FROM ruby:3.4\n',
      'bin/rails': RAILS,
    },
  },
};
