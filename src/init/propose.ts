import type { Repository } from './look.ts';
import type { Tool } from './tools.ts';
import type { Tree } from './tree.ts';

/** A file that `init` would write. */
export interface Proposal {
  file: string;
  text: string;
  about: string;
  /** The name of the secret that it needs at run time. */
  secret?: string;
}

/** What the user has chosen, or what was found. */
export interface Choice {
  tool: Tool | undefined;
  /** The name of the application: that of the folder. */
  name: string;
  cluster: string;
  /** The buildspec of this package, which a stage of CodePipeline can use. */
  buildspec: string;
  version: string;
}

const TASK_FILE = 'migrate.task.json';

/** The files that this repository needs for its migrations on ECS. */
export function proposeFiles(repository: Repository, tree: Tree, choice: Choice): Proposal[] {
  const { taskDefinition, workflows, buildspec, terraform } = repository;
  return [
    ...(taskDefinition === undefined ? [taskFile(choice, tree)] : []),
    configFile(repository, tree, choice),
    // A stage of CodePipeline runs it. With workflows of GitHub alone, nobody would.
    ...(workflows.length === 0 || buildspec !== undefined ? [buildspecFile(choice)] : []),
    ...(workflows.length > 0 ? [workflowFile(choice)] : []),
    ...(terraform === undefined ? [] : [terraformFile(terraform, tree, choice)]),
  ];
}

function commandOf({ tool }: Choice, tree: Tree): string[] {
  return tool?.command(tree) ?? ['sh', '-c', 'echo "write the command of your migration here" >&2; exit 1'];
}

/** A list as YAML and Terraform have it, in the form that `terraform fmt` gives it. */
function listOf(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}

/** A name as YAML, in quotes if it would be a number or a truth value without them. */
function yamlWord(name: string): string {
  return /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z_][\w-]*$/i.test(name) ? name : JSON.stringify(name);
}

function configFile({ taskDefinition }: Repository, tree: Tree, choice: Choice): Proposal {
  const { tool, cluster } = choice;
  const sql = tool?.sql?.(tree);
  const container = taskDefinition !== undefined && taskDefinition.containers.length > 1;
  const first = taskDefinition?.containers[0];
  const lines = [
    '# yaml-language-server: $schema=node_modules/ecs-migrate/docs/ecs-migrate.schema.json',
    '# What ecs-migrate run does without flags. All keys: npx ecs-migrate run --help all, or docs/settings.md.',
    `taskDefinition: ${taskDefinition?.file ?? TASK_FILE}`,
    ...(container
      ? [
          `container: ${first}`,
          `# It decides the result; the others are: ${taskDefinition.containers.slice(1).join(', ')}`,
        ]
      : []),
    `command: ${listOf(commandOf(choice, tree))}`,
    ...(sql === undefined
      ? []
      : [`lintFiles: ${sql}`, '# lint: required', '# lintAfter: the last migration that every running version knows']),
    'environments:',
    `  ${yamlWord(cluster)}:`,
    `    cluster: ${yamlWord(cluster)}`,
    '    # subnets: [subnet-0a1b2c3d]',
    '    # securityGroups: [sg-0a1b2c3d]',
  ];
  return { file: 'ecs-migrate.yml', text: `${lines.join('\n')}\n`, about: 'the settings of your migration' };
}

/** A task definition for a first run. Its placeholders are values of the right form, which plan accepts. */
function taskFile(choice: Choice, tree: Tree): Proposal {
  const secret = `${choice.name}-AbCdEf`;
  const definition = {
    family: `${choice.name}-migrate`,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '512',
    memory: '1024',
    executionRoleArn: 'arn:aws:iam::111122223333:role/ecsTaskExecutionRole',
    containerDefinitions: [
      {
        name: 'migrate',
        image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/${choice.name}:latest`,
        essential: true,
        command: commandOf(choice, tree),
        secrets: [
          {
            name: 'DATABASE_URL',
            valueFrom: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${secret}`,
          },
        ],
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': `/ecs/${choice.name}-migrate`,
            'awslogs-region': 'eu-west-1',
            'awslogs-stream-prefix': 'ecs',
            mode: 'blocking',
          },
        },
      },
    ],
  };
  const text = `${JSON.stringify(definition, null, 2)}\n`;
  const about = 'a task definition: replace account, region, role, image and secret';
  return { file: TASK_FILE, text, about, secret };
}

function buildspecFile({ buildspec }: Choice): Proposal {
  return {
    file: 'buildspec.migrate.yml',
    text: buildspec,
    about:
      'for a CodeBuild action of your pipeline; ECS_MIGRATE_CLUSTER and ECS_MIGRATE_PACKAGE are variables of its project',
  };
}

function workflowFile({ cluster, version }: Choice): Proposal {
  const text = `name: migrate
# Call it before the deployment: jobs.migrate.uses: ./.github/workflows/migrate.yml, and needs: migrate in the job that deploys.
on:
  workflow_call:
    inputs:
      cluster:
        type: string
        default: ${yamlWord(cluster)}
    secrets:
      AWS_ROLE_ARN:
        required: true
permissions:
  id-token: write
  contents: read
jobs:
  migrate:
    runs-on: ubuntu-latest
    concurrency: migrate-\${{ inputs.cluster }}
    steps:
      - uses: actions/checkout@v4
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: \${{ secrets.AWS_ROLE_ARN }}
          aws-region: eu-west-1
      # OWNER is the account that hosts ecs-migrate for you.
      - uses: OWNER/ecs-migrate@v${version}
        with:
          cluster: \${{ inputs.cluster }}
`;
  return { file: '.github/workflows/migrate.yml', text, about: 'a workflow to call before the deployment' };
}

function terraformFile(
  { folder, clusters }: { folder: string; clusters: string[] },
  tree: Tree,
  choice: Choice,
): Proposal {
  const [cluster] = clusters;
  const text = `# The migration task of ${choice.name}: task definition, roles, log group and security group.
# Replace the address below by that of your copy of ecs-migrate. After the apply: npx ecs-migrate run --cluster ${choice.cluster}
module "migration" {
  source = "git::https://example.com/ecs-migrate.git//terraform/modules/migration-task?ref=v${choice.version}"

  cluster = ${cluster ?? JSON.stringify(choice.cluster)}
  image   = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/${choice.name}:latest"
  command = ${listOf(commandOf(choice, tree))}
  secrets = { DATABASE_URL = var.migration_database_url_secret_arn }

  network = {
    vpc_id    = var.migration_vpc_id
    subnets   = var.migration_subnets
    databases = { main = { security_group = var.migration_database_security_group } }
  }
}

variable "migration_database_url_secret_arn" {
  type        = string
  description = "The ARN of the secret with the database URL"
}

variable "migration_vpc_id" {
  type        = string
  description = "The VPC of the migration task"
}

variable "migration_subnets" {
  type        = list(string)
  description = "Private subnets with a way to ECR, Secrets Manager and CloudWatch Logs"
}

variable "migration_database_security_group" {
  type        = string
  description = "The security group of the database, which lets the migration task in"
}
`;
  const file = folder === '.' ? 'ecs-migrate.tf' : `${folder}/ecs-migrate.tf`;
  return { file, text, about: 'the Terraform module that makes the task definition, instead of a file' };
}
