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
  volumes = { for n, path in var.container.writable_paths : "writable-${n}" => path }
  migration = merge(local.common, {
    name                   = var.container.name
    image                  = var.image
    essential              = true
    readonlyRootFilesystem = var.container.readonly_root_filesystem
    environment            = [for name, value in var.environment : { name = name, value = value }]
    secrets                = [for name, reference in var.secrets : { name = name, valueFrom = reference }]
    mountPoints            = [for name, path in local.volumes : { sourceVolume = name, containerPath = path, readOnly = false }]
    dependsOn              = [for name, condition in var.container.depends_on : { containerName = name, condition = condition }]
    }, { for member, value in {
      command          = var.command
      entryPoint       = var.container.entry_point
      user             = var.container.user
      workingDirectory = var.container.working_directory
  } : member => value if value != null })
  containers = concat([local.migration], [for sidecar in var.sidecars : merge(local.common, { essential = false }, sidecar)])
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.family
  requires_compatibilities = [var.settings.launch_type]
  network_mode             = "awsvpc"
  cpu                      = var.size.cpu
  memory                   = var.size.memory
  execution_role_arn       = module.roles.execution_role_arn
  task_role_arn            = module.roles.task_role_arn
  container_definitions    = jsonencode(local.containers)
  tags                     = local.tags
  # A revision that a waiting approval has pinned must survive the next apply.
  skip_destroy = true

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
  dynamic "volume" {
    for_each = local.volumes
    content {
      name = volume.key
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
}

module "roles" {
  source = "../task-roles"

  name                 = local.family
  images               = distinct(local.containers[*].image)
  secrets              = distinct(flatten([for container in local.containers : [for it in try(container.secrets, []) : it.valueFrom]]))
  secrets_kms_key_arns = var.permissions.secrets_kms_key_arns
  log_group_arn        = aws_cloudwatch_log_group.this.arn
  task_policies        = var.permissions.task_policies
  boundary_arn         = var.permissions.boundary_arn
}

resource "aws_security_group" "this" {
  name_prefix = "${local.family}-"
  description = "Tasks of ${local.family}"
  vpc_id      = var.network.vpc_id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "internet" {
  for_each          = { ipv4 = ["0.0.0.0/0", null], ipv6 = [null, "::/0"] }
  security_group_id = aws_security_group.this.id
  description       = local.confined ? "HTTPS: AWS, registries" : "Anywhere"
  cidr_ipv4         = each.value[0]
  cidr_ipv6         = each.value[1]
  ip_protocol       = local.confined ? "tcp" : "-1"
  from_port         = local.confined ? 443 : null
  to_port           = local.confined ? 443 : null
}

resource "aws_vpc_security_group_egress_rule" "database" {
  for_each                     = var.network.databases
  security_group_id            = aws_security_group.this.id
  description                  = "Database ${each.key}"
  referenced_security_group_id = each.value.security_group
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  for_each                     = var.network.databases
  security_group_id            = each.value.security_group
  description                  = "Tasks of ${local.family}"
  referenced_security_group_id = aws_security_group.this.id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}
