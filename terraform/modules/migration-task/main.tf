data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  cluster_arn     = "arn:${data.aws_partition.current.partition}:ecs:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:cluster/${var.cluster}"
  cluster_tag     = join(":", compact(["ecs-migrate:task-definition", var.app]))
  family          = join("-", compact([var.cluster, var.app, "migrate"]))
  security_groups = concat([aws_security_group.this.id], var.network.security_groups)
  by_launch_type  = length(var.settings.capacity_providers) == 0
  confined        = length(var.network.databases) > 0 # to these and HTTPS (AWS's own endpoints)

  # What the command line reads, by the names of its flags. Tag values may not hold commas: lists are separated by a space.
  run = { for name, value in {
    subnets            = join(" ", var.network.subnets)
    security_groups    = join(" ", local.security_groups)
    assign_public_ip   = var.network.assign_public_ip ? "ENABLED" : "DISABLED"
    capacity_providers = local.by_launch_type ? null : join(" ", var.settings.capacity_providers)
    launch_type        = local.by_launch_type ? var.settings.launch_type : null
    container          = var.container.name
    timeout            = var.settings.timeout
    lock               = var.settings.lock
  } : name => value if value != null }
  tags = { for name, value in local.run : "ecs-migrate:${replace(name, "_", "-")}" => value }
  common = {
    # A shell as PID 1 forwards no SIGTERM; with an init it reaches what the shell runs. 120 s is what Fargate allows.
    linuxParameters = { initProcessEnabled = true }
    stopTimeout     = 120
    logConfiguration = { logDriver = "awslogs", options = {
      awslogs-group         = aws_cloudwatch_log_group.this.name
      awslogs-region        = data.aws_region.current.id
      awslogs-stream-prefix = "ecs"
      mode                  = "blocking" # the default, non-blocking, drops lines
    } }
  }
  migration = merge(local.common, {
    name                   = var.container.name
    image                  = var.image
    essential              = true
    readonlyRootFilesystem = var.container.readonly_root_filesystem
    environment            = [for name, value in var.environment : { name = name, value = value }]
    secrets                = [for name, reference in var.secrets : { name = name, valueFrom = reference }]
    linuxParameters = merge(local.common.linuxParameters, length(var.container.writable_paths) == 0 ? {} : {
      # In memory, for a volume of Fargate's is root's: an image with a user of its own could not write there.
      tmpfs = [for path, size in var.container.writable_paths : { containerPath = path, size = size, mountOptions = ["mode=1777"] }]
    })
    dependsOn = [for name, condition in var.container.depends_on : { containerName = name, condition = condition }]
    }, { for member, value in {
      command          = var.command
      entryPoint       = var.container.database_url ? ["sh", "-c", file("${path.module}/database-url.sh"), "sh"] : var.container.entry_point
      user             = var.container.user
      workingDirectory = var.container.working_directory

      repositoryCredentials = var.container.registry_secret_arn == null ? null : { credentialsParameter = var.container.registry_secret_arn }
  } : member => value if value != null })
  # Made here, or brought along.
  roles      = var.permissions.role_arns == null ? { execution = module.roles[0].execution_role_arn, task = module.roles[0].task_role_arn } : var.permissions.role_arns
  containers = concat([local.migration], [for sidecar in var.sidecars : merge(local.common, { essential = false }, sidecar)])
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.family
  requires_compatibilities = [var.settings.launch_type]
  network_mode             = "awsvpc"
  cpu                      = var.size.cpu
  memory                   = var.size.memory
  execution_role_arn       = local.roles.execution
  task_role_arn            = local.roles.task
  container_definitions    = jsonencode(local.containers)
  tags                     = merge(var.tags, local.tags)
  # A revision that a waiting approval has pinned must survive the next apply.
  skip_destroy = true

  lifecycle {
    precondition {
      condition     = var.settings.launch_type == "FARGATE" || !var.network.assign_public_ip
      error_message = "network.assign_public_ip is for settings.launch_type FARGATE alone: RunTask refuses it elsewhere."
    }
    precondition {
      condition     = sum(concat([0], values(var.container.writable_paths))) < var.size.memory
      error_message = "container.writable_paths must be less than size.memory: they are part of it."
    }
  }
  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.size.architecture
  }
  dynamic "ephemeral_storage" {
    for_each = var.size.ephemeral_storage[*]
    content {
      size_in_gib = ephemeral_storage.value
    }
  }
}

resource "aws_ecs_tag" "cluster" {
  count        = var.manage_cluster_tag ? 1 : 0
  resource_arn = local.cluster_arn
  key          = local.cluster_tag
  value        = local.family
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/ecs/${local.family}"
  retention_in_days = var.logs.retention_in_days
  kms_key_id        = var.logs.kms_key_arn
  tags              = var.tags
}

module "roles" {
  source = "../task-roles"
  count  = var.permissions.role_arns == null ? 1 : 0

  name                 = local.family
  images               = distinct(local.containers[*].image)
  secrets              = distinct(concat(flatten([for container in local.containers : [for it in try(container.secrets, []) : it.valueFrom]]), var.container.registry_secret_arn[*]))
  secrets_kms_key_arns = var.permissions.secrets_kms_key_arns
  log_group_arn        = aws_cloudwatch_log_group.this.arn
  task_policies        = var.permissions.task_policies
  boundary_arn         = var.permissions.boundary_arn
  path                 = var.permissions.path
  tags                 = var.tags
}
