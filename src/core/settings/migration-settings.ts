// Written by npm run docs from the table of settings: change the rows in rows/ instead.
import type { CapacityProvider } from '../ecs/cluster.ts';

/**
 * The settings of a migration, with the same names as in config files. All are optional: a missing setting comes from
 * the tags of the task definition, or has its default. A value that is not valid ends the run with exit code 64 before
 * anything is launched, and the result names it.
 */
export interface MigrationSettings {
  /**
   * The service whose deployment waits at a PAUSE hook.
   * Value: the name or ARN of a service.
   * Not in the library: the library continues no deployments.
   * Flag `--service`, variable `ECS_MIGRATE_SERVICE`.
   */
  service?: string;
  /**
   * The lifecycle stage of the hook; exactly one PAUSE hook must wait there.
   * Value: one of PRE_SCALE_UP, RECONCILE_SERVICE, POST_SCALE_UP, POST_TEST_TRAFFIC_SHIFT,
   * POST_PRODUCTION_TRAFFIC_SHIFT.
   * Default: PRE_SCALE_UP.
   * Not in the library: the library continues no deployments.
   * Flag `--stage`, variable `ECS_MIGRATE_STAGE`.
   */
  stage?:
    | 'PRE_SCALE_UP'
    | 'RECONCILE_SERVICE'
    | 'POST_SCALE_UP'
    | 'POST_TEST_TRAFFIC_SHIFT'
    | 'POST_PRODUCTION_TRAFFIC_SHIFT';
  /**
   * If the migration fails: roll the deployment back, or leave it waiting for a person.
   * Value: rollback or leave.
   * Default: rollback.
   * Not in the library: the library continues no deployments.
   * Flag `--on-failure`, variable `ECS_MIGRATE_ON_FAILURE`.
   */
  onFailure?: 'rollback' | 'leave';
  /**
   * Wait this long for a deployment that runs the image of --image-from and is newer than the stage of the
   * pipeline; it ends when the deploy action of the stage ends. Without it the deployment must wait already.
   * Value: a duration with a unit, such as 90s, 30m or 1h30m.
   * Not in the library: the library continues no deployments.
   * Flag `--wait`, variable `ECS_MIGRATE_WAIT`.
   */
  wait?: string;
  /**
   * If no deployment waits: exit with 64, or launch nothing and succeed.
   * Value: fail or skip.
   * Default: fail.
   * Not in the library: the library continues no deployments.
   * Flag `--if-none`, variable `ECS_MIGRATE_IF_NONE`.
   */
  ifNone?: 'fail' | 'skip';
  /**
   * The ECS cluster, by name or ARN.
   * Value: a cluster name or ARN.
   * Flag `--cluster`, variable `ECS_MIGRATE_CLUSTER`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
   */
  cluster?: string;
  /**
   * The AWS region.
   * Value: a region such as eu-west-1.
   * Flag `--region`, variable `ECS_MIGRATE_REGION`.
   * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html
   */
  region?: string;
  /**
   * A profile of ~/.aws/config.
   * Value: the name of a profile.
   * Flag `--profile`, variable `ECS_MIGRATE_PROFILE`.
   * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
   */
  profile?: string;
  /**
   * Assume this IAM role.
   * Value: the ARN of an IAM role.
   * Flag `--role-arn`, variable `ECS_MIGRATE_ROLE_ARN`.
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   */
  roleArn?: string;
  /**
   * The external id that the role requires.
   * Value: an external id.
   * Flag `--external-id`, variable `ECS_MIGRATE_EXTERNAL_ID`.
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
   */
  externalId?: string;
  /**
   * Another endpoint for ECS, CloudWatch Logs and CodePipeline.
   * Value: a URL such as http://127.0.0.1:4566.
   * Flag `--endpoint-url`, variable `ECS_MIGRATE_ENDPOINT_URL`.
   * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
   */
  endpointUrl?: string;
  /**
   * Run only in this AWS account; refuse any other.
   * Value: an account of 12 digits.
   * Flag `--account`, variable `ECS_MIGRATE_ACCOUNT`.
   */
  account?: string;
  /**
   * Run on the embedded local engine instead of AWS.
   * Value: true or false (or yes, no, on, off, 1, 0).
   * Flag `--local`, variable `ECS_MIGRATE_LOCAL`.
   */
  local?: boolean;
  /**
   * FAMILY, FAMILY:REVISION, ARN, or a JSON or YAML file. A file is registered first, unless the latest revision is
   * equal.
   * Value: FAMILY, FAMILY:REVISION, an ARN or a file.
   * Flag `--task-definition`, variable `ECS_MIGRATE_TASK_DEFINITION`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
   */
  taskDefinition?: string;
  /**
   * Which app to migrate, if the cluster's tags name several.
   * Value: the name of an app.
   * Flag `--app`, variable `ECS_MIGRATE_APP`.
   */
  app?: string;
  /**
   * Run this image. Registers a revision that changes only the image, unless the latest revision has it already.
   * Value: [CONTAINER=]REPOSITORY[:TAG][@DIGEST], each container once.
   * Flag `--image`, variable `ECS_MIGRATE_IMAGE`.
   */
  image?: string | string[];
  /**
   * Run the image that imageDetail.json or imagedefinitions.json names; auto finds the file in the build's input
   * artifacts. With hook: the image that the deployment must run; or deployment, deployment:CONTAINER or
   * task-definition.
   * Value: a FILE.json, or auto.
   * Flag `--image-from`, variable `ECS_MIGRATE_IMAGE_FROM`.
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html
   */
  imageFrom?: string | string[];
  /**
   * Build this folder with docker or podman, push the image to the repository of the container's image, and run it
   * by digest.
   * Value: a folder with a Dockerfile or Containerfile.
   * Not in the library: the library builds no images.
   * Flag `--build`, variable `ECS_MIGRATE_BUILD`.
   */
  build?: string;
  /**
   * After the run, deregister the revision that it registered.
   * Value: true or false (or yes, no, on, off, 1, 0).
   * Flag `--deregister`, variable `ECS_MIGRATE_DEREGISTER`.
   */
  deregister?: boolean;
  /**
   * The migration container: its exit code decides the result.
   * Value: a container name.
   * Flag `--container`, variable `ECS_MIGRATE_CONTAINER`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
   */
  container?: string;
  /**
   * The command to run in the container, as shell words; or give its words after --.
   * Value: a list, or shell words with quotes closed and without operators (for those: sh -c 'a && b').
   * Flag `--command`, variable `ECS_MIGRATE_COMMAND`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerOverride.html
   */
  command?: string | string[];
  /**
   * An environment override. NAME alone takes the value from your environment. No secrets: everybody who may call
   * DescribeTasks can read it.
   * Value: NAME=VALUE, with a NAME of letters, digits and underscores.
   * Flag `--env`, variable `ECS_MIGRATE_ENV`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerOverride.html
   */
  env?: Record<string, string>;
  /**
   * Environment overrides from a file; --env overrides the file. Under npx use --env-from, because Node reads
   * --env-file itself.
   * Value: a file with NAME=VALUE lines.
   * Flag `--env-file`, variable `ECS_MIGRATE_ENV_FILE`.
   */
  envFile?: string | string[];
  /**
   * A variable that ECS reads from Secrets Manager or Parameter Store. Registers a revision with this change only.
   * It replaces a variable of the same name.
   * Value: NAME=VALUEFROM: the ARN of a secret in Secrets Manager (also with :KEY:STAGE:ID, all three colons
   * written), the ARN of a parameter, or the name of one that begins with /; never the secret itself.
   * Flag `--secret`, variable `ECS_MIGRATE_SECRET`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
   */
  secret?: Record<string, string>;
  /**
   * CPU of the task instead of the task definition's.
   * Value: CPU units such as 1024, or vCPUs such as "1 vCPU".
   * Flag `--cpu`, variable `ECS_MIGRATE_CPU`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
   */
  cpu?: string | number;
  /**
   * Memory of the task instead of the task definition's.
   * Value: MiB such as 2048, or GB such as "2 GB".
   * Flag `--memory`, variable `ECS_MIGRATE_MEMORY`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
   */
  memory?: string | number;
  /**
   * A tag on the task; needs the permission ecs:TagResource.
   * Value: KEY=VALUE of letters, digits, spaces and _.:/=+-@ (no commas), the key up to 128 characters and not
   * beginning with aws:, the value up to 256.
   * Flag `--tag`, variable `ECS_MIGRATE_TAG`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html
   */
  tag?: Record<string, string>;
  /**
   * Copy network, launch type or capacity providers, platform version and placement from this service.
   * Value: the name of a service.
   * Flag `--like-service`, variable `ECS_MIGRATE_LIKE_SERVICE`.
   */
  likeService?: string;
  /**
   * Other RunTask parameters, in the format of aws ecs run-task --cli-input-json; flags override them.
   * Value: a FILE.json.
   * Flag `--run-task-input`, variable `ECS_MIGRATE_RUN_TASK_INPUT`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
   */
  runTaskInput?: string;
  /**
   * Subnets for networkMode awsvpc.
   * Value: subnet ids (subnet-…), separated by commas.
   * Flag `--subnets`, variable `ECS_MIGRATE_SUBNETS`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html
   */
  subnets?: string | string[];
  /**
   * Security groups; if none are given, ECS uses the VPC's default one.
   * Value: security group ids (sg-…), separated by commas.
   * Flag `--security-groups`, variable `ECS_MIGRATE_SECURITY_GROUPS`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html
   */
  securityGroups?: string | string[];
  /**
   * Give the task a public IP address.
   * Value: true or false (or yes, no, on, off, 1, 0, ENABLED, DISABLED).
   * Flag `--assign-public-ip`, variable `ECS_MIGRATE_ASSIGN_PUBLIC_IP`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html
   */
  assignPublicIp?: boolean;
  /**
   * Where the task runs; by default the cluster's default capacity provider strategy.
   * Value: one of FARGATE, EC2, EXTERNAL, MANAGED_INSTANCES.
   * Flag `--launch-type`, variable `ECS_MIGRATE_LAUNCH_TYPE`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
   */
  launchType?: 'FARGATE' | 'EC2' | 'EXTERNAL' | 'MANAGED_INSTANCES';
  /**
   * A capacity provider instead of a launch type.
   * Value: NAME[:WEIGHT[:BASE]], weight 0 to 1000, base 0 to 100000.
   * Flag `--capacity-provider`, variable `ECS_MIGRATE_CAPACITY_PROVIDER`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
   */
  capacityProvider?: string | (string | CapacityProvider)[];
  /**
   * The Fargate platform version.
   * Value: a Fargate platform version.
   * Flag `--platform-version`, variable `ECS_MIGRATE_PLATFORM_VERSION`.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html
   */
  platformVersion?: string;
  /**
   * How long the task may run, counted from its launch; by default there is no limit.
   * Value: a duration with a unit, such as 90s, 30m or 1h30m.
   * Flag `--timeout`, variable `ECS_MIGRATE_TIMEOUT`.
   */
  timeout?: string;
  /**
   * The time limit of the build around this run, counted from the start of the build: the task is stopped 3m before
   * it ends, as by --timeout.
   * Value: a duration with a unit, such as 90s, 30m or 1h30m.
   * Flag `--build-timeout`, variable `ECS_MIGRATE_BUILD_TIMEOUT`.
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html
   */
  buildTimeout?: string;
  /**
   * How long to wait until a container of the task runs.
   * Value: a duration with a unit, such as 90s, 30m or 1h30m.
   * Flag `--start-timeout`, variable `ECS_MIGRATE_START_TIMEOUT`.
   * @default "10m"
   */
  startTimeout?: string;
  /**
   * What to do with the task on --timeout.
   * Value: stop or detach.
   * Default: detach if this run did not launch the task.
   * Flag `--on-timeout`, variable `ECS_MIGRATE_ON_TIMEOUT`.
   * @default "stop"
   */
  onTimeout?: string;
  /**
   * What to do with the task on SIGINT, SIGTERM and SIGHUP.
   * Value: stop or detach.
   * Default: detach if this run did not launch the task.
   * Flag `--on-interrupt`, variable `ECS_MIGRATE_ON_INTERRUPT`.
   * @default "stop"
   */
  onInterrupt?: string;
  /**
   * If another migration is running: follow it, wait for it to end, exit with 75, or run at the same time. Only the
   * same migration (command, overrides, image) is followed: by default if it is of the same pipeline execution,
   * with attach if it is of any build. Any other migration is waited for.
   * Value: one of attach, wait, fail, allow.
   * Flag `--if-running`, variable `ECS_MIGRATE_IF_RUNNING`.
   */
  ifRunning?: 'attach' | 'fail' | 'wait' | 'allow';
  /**
   * How long to wait for other migrations.
   * Value: a duration with a unit, such as 90s, 30m or 1h30m.
   * Flag `--wait-timeout`, variable `ECS_MIGRATE_WAIT_TIMEOUT`.
   * @default "30m"
   */
  waitTimeout?: string;
  /**
   * Migrations with the same lock never overlap.
   * Value: a name of letters, digits, -, _ and /.
   * Default: the family.
   * Flag `--lock`, variable `ECS_MIGRATE_LOCK`.
   */
  lock?: string;
  /**
   * Runs with the same key are the same migration.
   * Value: a key.
   * Default: in CI, the build.
   * Flag `--idempotency-key`, variable `ECS_MIGRATE_IDEMPOTENCY_KEY`.
   */
  idempotencyKey?: string;
  /**
   * Run again, even if this build has already run this migration.
   * Value: true or false (or yes, no, on, off, 1, 0).
   * Flag `--rerun`, variable `ECS_MIGRATE_RERUN`.
   */
  rerun?: boolean;
  /**
   * The log has ended when no line came for this long after the container's exit.
   * Value: a duration with a unit, such as 90s, 30m or 1h30m.
   * Flag `--log-quiet`, variable `ECS_MIGRATE_LOG_QUIET`.
   * @default "5s"
   */
  logQuiet?: string;
  /**
   * Launch only: print the task and the command that follows it. A migration that starts at the same time is then
   * not detected.
   * Value: true or false (or yes, no, on, off, 1, 0).
   * Flag `--detach`, variable `ECS_MIGRATE_DETACH`.
   */
  detach?: boolean;
  /**
   * If the pipeline rolls back to an earlier release: launch nothing and succeed, launch nothing and fail, or run.
   * Value: one of skip, fail, run.
   * Flag `--on-rollback`, variable `ECS_MIGRATE_ON_ROLLBACK`.
   * @default "skip"
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html
   */
  onRollback?: string;
  /**
   * The pipeline that this run is part of, if the build does not say; plan checks the pipeline.
   * Value: the name or ARN of a pipeline.
   * Flag `--pipeline`, variable `ECS_MIGRATE_PIPELINE`.
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html
   */
  pipeline?: string;
  /**
   * PostgreSQL: how long a statement of the migration may wait for a lock (lock_timeout). It is given to the
   * container in PGOPTIONS; see docs/locks-and-retries.md for the drivers that read it.
   * Value: a duration with a unit, such as 90s, 30m or 1h30m.
   * Flag `--lock-timeout`, variable `ECS_MIGRATE_LOCK_TIMEOUT`.
   */
  lockTimeout?: string;
  /**
   * How many more times to try, if the container ended by itself with an error of --retry-on; needs --retry-safe
   * transactional.
   * Value: a whole number from 0 to 20.
   * Flag `--retries`, variable `ECS_MIGRATE_RETRIES`.
   * @default 0
   */
  retries?: string | number;
  /**
   * After which errors to try again: lock (55P03), deadlock (40P01), serialization (40001), connect (before the
   * first statement), an exit code, or an expression that a line of the log matches.
   * Value: lock, deadlock, serialization, connect, code:N (1 to 123) or /EXPRESSION/, separated by commas.
   * Flag `--retry-on`, variable `ECS_MIGRATE_RETRY_ON`.
   * @default "lock, deadlock, serialization, connect"
   */
  retryOn?: string | string[];
  /**
   * What you know about the migration. transactional: a failed attempt leaves nothing behind, because each
   * migration runs in one transaction.
   * Value: transactional or never.
   * Flag `--retry-safe`, variable `ECS_MIGRATE_RETRY_SAFE`.
   */
  retrySafe?: 'transactional' | 'never';
  /**
   * How long to wait before another attempt: doubled after each, from the first duration to the second.
   * Value: a duration, or two as in 5s..2m, the smaller one first.
   * Flag `--retry-wait`, variable `ECS_MIGRATE_RETRY_WAIT`.
   * @default "5s..2m"
   */
  retryWait?: string;
  /**
   * Run only what was approved: previews again, and launches nothing unless the digest is the same. Runs the image
   * of the preview.
   * Value: a digest of 64 hexadecimal digits, of a preview.
   * Flag `--approved`, variable `ECS_MIGRATE_APPROVED`.
   */
  approved?: string;
  /**
   * Previews first, and launches no migration if the migration tool proves that nothing is pending.
   * Value: true or false (or yes, no, on, off, 1, 0).
   * Flag `--skip-if-none`, variable `ECS_MIGRATE_SKIP_IF_NONE`.
   */
  skipIfNone?: boolean;
  /**
   * The command that shows what is pending; by default that of the migration tool.
   * Value: a list, or shell words with quotes closed and without operators (for those: sh -c 'a && b').
   * Default: by the migration tool.
   * Flag `--preview-command`, variable `ECS_MIGRATE_PREVIEW_COMMAND`.
   */
  previewCommand?: string | string[];
  /**
   * Another task definition for the preview and for list --versions, such as one with a user that may only read.
   * Value: FAMILY, FAMILY:REVISION or an ARN.
   * Flag `--preview-task-definition`, variable `ECS_MIGRATE_PREVIEW_TASK_DEFINITION`.
   */
  previewTaskDefinition?: string;
  /**
   * The migration tool, if the command does not show it: how the output of a preview is read. json: the command
   * prints a line such as {"pending": ["1_orders.sql"]}.
   * Value: one of dbmate, django, rails, kysely, flyway, atlas, node-pg-migrate, knex, typeorm, sequelize, prisma,
   * alembic, liquibase, goose, json.
   * Flag `--tool`, variable `ECS_MIGRATE_TOOL`.
   */
  tool?: string;
  /**
   * Run the migration once for each row of this file (.yml, .json, .jsonl, .csv; a path or s3://…): each has a name
   * and its own settings.
   * Value: a .yml, .yaml, .json, .jsonl or .csv file, or s3://BUCKET/KEY.
   * Not in the library: the library runs one target.
   * Flag `--targets`, variable `ECS_MIGRATE_TARGETS`.
   */
  targets?: string;
  /**
   * How many targets run at once.
   * Value: a whole number from 1.
   * Default: 10; with groups, 10 for each, up to 100.
   * Not in the library: the library runs one target.
   * Flag `--concurrency`, variable `ECS_MIGRATE_CONCURRENCY`.
   */
  concurrency?: number;
  /**
   * How many targets of one group run at once.
   * Value: a whole number from 1.
   * Default: 10 if rows have a group.
   * Not in the library: the library runs one target.
   * Flag `--per-group`, variable `ECS_MIGRATE_PER_GROUP`.
   */
  perGroup?: number;
  /**
   * The sizes of waves: the next one starts when the one before has ended.
   * Value: sizes of waves such as 1,5,rest or 1,10%,rest; rest only at the end.
   * Default: 1,rest.
   * Not in the library: the library runs one target.
   * Flag `--waves`, variable `ECS_MIGRATE_WAVES`.
   */
  waves?: string | (string | number)[];
  /**
   * So many targets first, as a wave of their own.
   * Value: a whole number from 1.
   * Not in the library: the library runs one target.
   * Flag `--canary`, variable `ECS_MIGRATE_CANARY`.
   */
  canary?: number;
  /**
   * After so many failures (or so many percent of the rows) nothing new is launched; what runs is followed to its
   * end.
   * Value: a whole number from 1, or a percentage such as 5%.
   * Default: 1.
   * Not in the library: the library runs one target.
   * Flag `--max-failures`, variable `ECS_MIGRATE_MAX_FAILURES`.
   */
  maxFailures?: string | number;
  /**
   * Wait so long before the next wave, or until it is approved.
   * Value: approve, or a duration with a unit, such as 15m.
   * Not in the library: the library runs one target.
   * Flag `--wave-pause`, variable `ECS_MIGRATE_WAVE_PAUSE`.
   */
  wavePause?: string;
  /**
   * Only the targets of these names; * stands for any text; repeatable.
   * Value: names of targets, or patterns with *, separated by commas.
   * Not in the library: the library runs one target.
   * Flag `--only`, variable `ECS_MIGRATE_ONLY`.
   */
  only?: string | string[];
  /**
   * All targets except those of these names; repeatable.
   * Value: names of targets, or patterns with *, separated by commas.
   * Not in the library: the library runs one target.
   * Flag `--except`, variable `ECS_MIGRATE_EXCEPT`.
   */
  except?: string | string[];
  /**
   * Where to note what was launched and how it ended, so that --resume can continue (a file or s3://…).
   * Value: a file, or s3://BUCKET/KEY.
   * Default: a file in this folder, named after the fleet.
   * Not in the library: the library runs one target.
   * Flag `--journal`, variable `ECS_MIGRATE_JOURNAL`.
   */
  journal?: string;
  /**
   * Continue a fleet: by its journal or its JSON report. Targets that have succeeded are not run again.
   * Value: a journal, or the JSON report of a fleet.
   * Not in the library: the library runs one target.
   * Flag `--resume`, variable `ECS_MIGRATE_RESUME`.
   */
  resume?: string;
  /**
   * Launches a second, in each account and region.
   * Value: a whole number from 1.
   * Default: 10: half of the quota of AWS.
   * Not in the library: the library runs one target.
   * Flag `--rate`, variable `ECS_MIGRATE_RATE`.
   */
  rate?: number;
  /**
   * Ask each target for the version of its schema, by a task with versionCommand.
   * Value: true or false (or yes, no, on, off, 1, 0).
   * Not in the library: the library runs one target.
   * Flag `--versions`, variable `ECS_MIGRATE_VERSIONS`.
   */
  versions?: boolean;
  /**
   * The command whose last line is the version of the schema, for --versions.
   * Value: a list, or shell words with quotes closed and without operators (for those: sh -c 'a && b').
   * Not in the library: the library runs one target.
   * Flag `--version-command`, variable `ECS_MIGRATE_VERSION_COMMAND`.
   */
  versionCommand?: string | string[];
  /**
   * What runs the targets: this process, or the state machine of the Terraform module fleet.
   * Value: process or step-functions.
   * Default: process.
   * Not in the library: the library runs one target.
   * Flag `--on`, variable `ECS_MIGRATE_ON`.
   */
  on?: 'process' | 'step-functions';
  /**
   * The state machine, for --on step-functions.
   * Value: the ARN of a state machine.
   * Not in the library: the library runs one target.
   * Flag `--state-machine`, variable `ECS_MIGRATE_STATE_MACHINE`.
   */
  stateMachine?: string;
  /**
   * Write the log of each target into a file of this folder.
   * Value: a folder.
   * Not in the library: the library runs one target.
   * Flag `--log-dir`, variable `ECS_MIGRATE_LOG_DIR`.
   */
  logDir?: string;
  /**
   * Text for people, or one JSON event per line on stdout.
   * Value: text or json.
   * Flag `--output`, variable `ECS_MIGRATE_OUTPUT`.
   * @default "text"
   */
  output?: string;
  /**
   * Print the time of the log event before each line.
   * Value: true or false (or yes, no, on, off, 1, 0).
   * Flag `--timestamps`, variable `ECS_MIGRATE_TIMESTAMPS`.
   */
  timestamps?: boolean;
  /**
   * Print the name of the container before each line.
   * Value: one of auto, always, never.
   * Default: only if there are several.
   * Flag `--log-prefix`, variable `ECS_MIGRATE_LOG_PREFIX`.
   * @default "auto"
   */
  logPrefix?: string;
  /**
   * Colours on a terminal; turn them off with --no-color or NO_COLOR.
   * Value: true or false (or yes, no, on, off, 1, 0).
   * Flag `--color`, variable `ECS_MIGRATE_COLOR`.
   */
  color?: boolean;
  /**
   * Write a report when the run ends, also if it fails: .json, .xml (JUnit), .md, .html or .env (variables);
   * repeatable.
   * Value: a file that ends in .json, .xml (JUnit), .md, .html or .env (variables).
   * Not in the library: the library writes no reports.
   * Flag `--report`, variable `ECS_MIGRATE_REPORT`.
   */
  report?: string | string[];
  /**
   * Print only the result and errors.
   * Value: true or false (or yes, no, on, off, 1, 0).
   * Flag `--quiet`, variable `ECS_MIGRATE_QUIET`.
   */
  quiet?: boolean;
  /**
   * Print each AWS call with its time and request id.
   * Value: true or false (or yes, no, on, off, 1, 0).
   * Flag `--verbose`, variable `ECS_MIGRATE_VERBOSE`.
   */
  verbose?: boolean;
  /**
   * Judge the SQL migrations before the launch: in CI, refuse if one breaks the version that is running; elsewhere,
   * warn.
   * Value: off or required.
   * Not in the library: the library judges no files.
   * Flag `--lint`, variable `ECS_MIGRATE_LINT`.
   * @default "off"
   */
  lint?: string;
  /**
   * The SQL migrations to judge: files, folders or quoted patterns.
   * Value: files, folders or patterns.
   * Default: the usual folders, such as db/migrations.
   * Flag `--lint-files`, variable `ECS_MIGRATE_LINT_FILES`.
   */
  lintFiles?: string | string[];
  /**
   * Judge only migrations added or changed since this revision of git: the oldest that can still take traffic.
   * Value: a revision of git.
   * Flag `--lint-since`, variable `ECS_MIGRATE_LINT_SINCE`.
   */
  lintSince?: string;
  /**
   * Judge only migrations whose name comes after this one; needs no git.
   * Value: the name of a migration.
   * Flag `--lint-after`, variable `ECS_MIGRATE_LINT_AFTER`.
   */
  lintAfter?: string;
  /**
   * Judge against each revision of this service that can take traffic; repeatable.
   * Value: the name or ARN of a service, separated by commas.
   * Flag `--lint-service`, variable `ECS_MIGRATE_LINT_SERVICE`.
   */
  lintService?: string | string[];
  /**
   * Whose SQL it is; MySQL is refused.
   * Value: one of auto, postgres, mysql.
   * Flag `--dialect`, variable `ECS_MIGRATE_DIALECT`.
   * @default "auto"
   */
  dialect?: string;
  /**
   * Also run squawk, which knows what locks a table: if installed, always, never.
   * Value: one of auto, required, off.
   * Flag `--squawk`, variable `ECS_MIGRATE_SQUAWK`.
   * @default "auto"
   */
  squawk?: string;
  /**
   * With --local: simulate a fault of AWS, such as throttle:DescribeTasks:12 or spot:2s; see docs/local-engine.md.
   * Value: the name of a fault.
   * Flag `--fault`, variable `ECS_MIGRATE_FAULT`.
   */
  fault?: string | string[];
  /**
   * With --local: what runs the containers; with --build: what builds the image (auto: docker or podman if one of
   * them answers, else processes on this machine).
   * Value: one of auto, docker, podman, process.
   * Flag `--runner`, variable `ECS_MIGRATE_RUNNER`.
   */
  runner?: 'auto' | 'process' | 'docker' | 'podman';
  /**
   * With --local: a YAML or dotenv file with the values of secrets (by valueFrom) and of environment files (by
   * ARN).
   * Value: a file.
   * Flag `--secrets`, variable `ECS_MIGRATE_SECRETS`.
   */
  secrets?: string;
  /**
   * With --local: the network of the task's containers, such as host, or the network of docker compose.
   * Value: a network of docker or podman.
   * Flag `--local-network`, variable `ECS_MIGRATE_LOCAL_NETWORK`.
   */
  localNetwork?: string;
  /**
   * With --local: run the task without these containers; a container that depends on one of them does not wait;
   * repeatable.
   * Value: names of containers, separated by commas.
   * Flag `--skip-container`, variable `ECS_MIGRATE_SKIP_CONTAINER`.
   */
  skipContainer?: string | string[];
  /**
   * With --local: run only the migration container and the essential containers.
   * Value: true or false (or yes, no, on, off, 1, 0).
   * Flag `--skip-sidecars`, variable `ECS_MIGRATE_SKIP_SIDECARS`.
   */
  skipSidecars?: boolean;
}
