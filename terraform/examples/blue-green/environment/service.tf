data "aws_region" "current" {}

locals {
  app_container = {
    name         = "app"
    essential    = true
    portMappings = [{ containerPort = var.container_port, protocol = "tcp" }]
    environment = [for name, value in merge(local.database, { PGUSER = var.database.app_user, PORT = tostring(var.container_port) }) :
    { name = name, value = value }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.app.name
        awslogs-region        = data.aws_region.current.id
        awslogs-stream-prefix = "ecs"
      }
    }
  }
}

resource "aws_ecs_cluster" "this" {
  name = var.name
  # So `npx ecs-migrate run --cluster NAME` finds the migration.
  tags = module.migration.cluster_tags
}

resource "aws_cloudwatch_log_group" "app" {
  name              = "/ecs/${var.name}-app"
  retention_in_days = 90
}

module "app_roles" {
  source = "../../../modules/task-roles"

  name          = "${var.name}-app"
  images        = ["${var.repository_url}:none"]
  log_group_arn = aws_cloudwatch_log_group.app.arn
  task_policies = { database = local.connect }
}

# The first revision, before the first release; the others are CodeDeploy's. It answers 200 on the application's port,
# whatever the path: a placeholder that its health check refuses would be replaced for ever.
resource "aws_ecs_task_definition" "app" {
  family                   = "${var.name}-app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = module.app_roles.execution_role_arn
  task_role_arn            = module.app_roles.task_role_arn
  container_definitions = jsonencode([merge(local.app_container, {
    image       = "public.ecr.aws/nginx/nginx:1.29"
    command     = ["sh", "-c", "echo \"server { listen $PORT; location / { return 200; } }\" > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"]
    environment = [{ name = "PORT", value = tostring(var.container_port) }]
  })])
}

resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = aws_ecs_cluster.this.id
  task_definition = aws_ecs_task_definition.app.arn
  desired_count   = 2
  launch_type     = "FARGATE"

  deployment_controller {
    type = "CODE_DEPLOY"
  }

  network_configuration {
    subnets         = aws_subnet.private[*].id
    security_groups = [aws_security_group.app.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this["blue"].arn
    container_name   = "app"
    container_port   = var.container_port
  }

  lifecycle {
    ignore_changes = [task_definition, load_balancer, desired_count] # CodeDeploy's
  }

  # No task before its roles may start it, before there is a way to the registry, and before the listeners know the group.
  depends_on = [aws_lb_listener.this, module.app_roles, aws_route_table_association.private]
}

resource "aws_security_group" "app" {
  name_prefix = "${var.name}-app-"
  description = "Application of ${var.name}"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_egress_rule" "app" {
  security_group_id = aws_security_group.app.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}

resource "aws_vpc_security_group_ingress_rule" "app" {
  security_group_id            = aws_security_group.app.id
  referenced_security_group_id = aws_security_group.lb.id
  ip_protocol                  = "tcp"
  from_port                    = var.container_port
  to_port                      = var.container_port
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  security_group_id            = aws_security_group.database.id
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

# Port 80 is what users see, 8080 the green side before the shift. With a certificate: HTTPS listeners instead.
resource "aws_lb" "this" {
  name               = var.name
  load_balancer_type = "application"
  subnets            = aws_subnet.public[*].id
  security_groups    = [aws_security_group.lb.id]
}

resource "aws_lb_target_group" "this" {
  for_each             = toset(["blue", "green"])
  name                 = "${var.name}-${each.key}"
  vpc_id               = aws_vpc.this.id
  target_type          = "ip"
  protocol             = "HTTP"
  port                 = var.container_port
  deregistration_delay = 30

  health_check {
    path                = var.health_check_path
    matcher             = "200-299"
    interval            = 15
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_listener" "this" {
  for_each          = { production = 80, test = 8080 }
  load_balancer_arn = aws_lb.this.arn
  protocol          = "HTTP"
  port              = each.value

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this["blue"].arn
  }

  lifecycle {
    ignore_changes = [default_action] # CodeDeploy's
  }
}

resource "aws_security_group" "lb" {
  name_prefix = "${var.name}-lb-"
  description = "Load balancer of ${var.name}"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_ingress_rule" "lb" {
  for_each          = merge({ anyone = ["0.0.0.0/0", 80] }, { for it in var.test_cidr_blocks : "test-${it}" => [it, 8080] })
  security_group_id = aws_security_group.lb.id
  cidr_ipv4         = each.value[0]
  ip_protocol       = "tcp"
  from_port         = each.value[1]
  to_port           = each.value[1]
}

resource "aws_vpc_security_group_egress_rule" "lb" {
  security_group_id            = aws_security_group.lb.id
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = var.container_port
  to_port                      = var.container_port
}
