# The migrations and atlas.hcl are in the image (examples/atlas); the database's URL comes from a secret.
module "migration" {
  source = "../../modules/migration-task"

  cluster     = var.cluster
  image       = var.image
  command     = ["migrate", "apply", "--env", "deploy"]
  environment = { ATLAS_NO_UPDATE_NOTIFIER = "1" }
  secrets     = { DATABASE_URL = var.database_url_secret_arn }
  container   = { name = "atlas" }

  network = {
    vpc_id    = var.vpc_id
    subnets   = var.private_subnets
    databases = { main = { security_group = var.database_security_group } }
  }

  # Atlas takes a lock in the database itself. This one lets a second migration wait before its task is launched.
  settings = { lock = "${var.cluster}-shop", timeout = "1h" }
}

# The other form: Atlas runs in each task of the service, and the application starts only if it succeeded. It needs no
# stage, but every task of a scaled-out service waits for the lock, and a failed migration shows as tasks that do not start.
locals {
  app_containers = [
    {
      name        = "atlas"
      image       = var.image
      command     = ["migrate", "apply", "--env", "deploy"]
      essential   = false # it ends, and the task must go on
      environment = [{ name = "ATLAS_NO_UPDATE_NOTIFIER", value = "1" }]
      secrets     = [{ name = "DATABASE_URL", valueFrom = var.database_url_secret_arn }]
      stopTimeout = 120
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.app.name
          awslogs-region        = data.aws_region.current.id
          awslogs-stream-prefix = "ecs"
          mode                  = "blocking"
        }
      }
    },
    {
      name         = "app"
      image        = var.app_image
      essential    = true
      portMappings = [{ containerPort = 80, protocol = "tcp" }]
      dependsOn    = [{ containerName = "atlas", condition = "SUCCESS" }]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.app.name
          awslogs-region        = data.aws_region.current.id
          awslogs-stream-prefix = "ecs"
        }
      }
    },
  ]
}

data "aws_region" "current" {}

resource "aws_cloudwatch_log_group" "app" {
  name              = "/ecs/${var.cluster}-app"
  retention_in_days = 90
}

module "app_roles" {
  source = "../../modules/task-roles"

  name          = "${var.cluster}-app"
  images        = [var.image, var.app_image]
  secrets       = [var.database_url_secret_arn]
  log_group_arn = aws_cloudwatch_log_group.app.arn
}

resource "aws_ecs_task_definition" "app" {
  family                   = "${var.cluster}-app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = module.app_roles.execution_role_arn
  task_role_arn            = module.app_roles.task_role_arn
  container_definitions    = jsonencode(local.app_containers)
}
