mock_provider "aws" {
  source = "./tests"
}

variables {
  cluster = "staging"
  image   = "444455556666.dkr.ecr.eu-west-1.amazonaws.com/team/shop@sha256:0123456789abcdef"
  network = {
    vpc_id  = "vpc-0a1b2c3d"
    subnets = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
  }
}

run "least" {
  command = apply

  assert {
    condition     = output.task_definition == "staging-migrate" && output.cluster_tags == { "ecs-migrate:task-definition" = "staging-migrate" }
    error_message = "The family is that which the command line looks for, with and without the cluster's tag."
  }

  assert {
    condition = output.settings == {
      cluster          = "staging"
      task_definition  = "staging-migrate"
      subnets          = "subnet-0123456789abcdef0 subnet-0fedcba9876543210"
      security_groups  = "sg-0a1b2c3d4e5f67890"
      assign_public_ip = "DISABLED"
      launch_type      = "FARGATE"
      container        = "migrate"
    }
    error_message = "No public IP, on Fargate, in the module's own security group."
  }

  assert {
    condition     = aws_ecs_task_definition.this.skip_destroy && aws_cloudwatch_log_group.this.retention_in_days == 365
    error_message = "A pinned revision survives the next apply; the log does not live for ever."
  }

  assert {
    condition = jsondecode(aws_ecs_task_definition.this.container_definitions)[0] == {
      name                   = "migrate"
      image                  = "444455556666.dkr.ecr.eu-west-1.amazonaws.com/team/shop@sha256:0123456789abcdef"
      essential              = true
      readonlyRootFilesystem = true
      environment            = []
      secrets                = []
      dependsOn              = []
      linuxParameters        = { initProcessEnabled = true, tmpfs = [{ containerPath = "/tmp", size = 64, mountOptions = ["mode=1777"] }] }
      stopTimeout            = 120
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = "/ecs/staging-migrate"
          awslogs-region        = "eu-west-1"
          awslogs-stream-prefix = "ecs"
          mode                  = "blocking"
        }
      }
    }
    error_message = "Blocking log, init process, long stop time-out, read-only root file system; the command is the image's."
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_egress_rule.internet : rule.ip_protocol == "-1"]) && length(aws_vpc_security_group_ingress_rule.database) == 0
    error_message = "Without a known database the task may go anywhere, and nobody else's security group is touched."
  }

  assert {
    condition     = length(aws_ecs_tag.cluster) == 0
    error_message = "The cluster's tag is left to the cluster's owner."
  }
}

run "most" {
  command = apply

  variables {
    app         = "shop"
    command     = ["bin/rails", "db:migrate"]
    environment = { RAILS_ENV = "production" }
    secrets = {
      DATABASE_URL = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf:url::"
      LICENSE      = "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/license"
    }
    network = {
      vpc_id           = "vpc-0a1b2c3d"
      subnets          = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
      assign_public_ip = true
      security_groups  = ["sg-0aaaaaaaaaaaaaaaa"]
      databases        = { main = { security_group = "sg-0bbbbbbbbbbbbbbbb" }, reports = { security_group = "sg-0cccccccccccccccc", port = 3306 } }
    }
    size     = { cpu = 1024, memory = 4096, architecture = "ARM64", ephemeral_storage = 50 }
    logs     = { retention_in_days = 30, kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/1" }
    settings = { capacity_providers = ["FARGATE_SPOT:1", "FARGATE:1:1"], timeout = "1h30m", lock = "shop-db" }
    container = {
      name           = "migration"
      user           = "1000"
      writable_paths = {}
      depends_on     = { proxy = "HEALTHY" }
    }
    sidecars = [{
      name    = "proxy"
      image   = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/proxy:1"
      secrets = [{ name = "KEY", valueFrom = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:proxy-AbCdEf" }]
    }]
    permissions = {
      task_policies        = { s3 = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
      secrets_kms_key_arns = ["arn:aws:kms:eu-west-1:111122223333:key/2"]
    }
    manage_cluster_tag = true
  }

  # These tags are fed to the command line's own reader by test/terraform/tags.test.ts.
  assert {
    condition     = jsonencode(aws_ecs_task_definition.this.tags) == jsonencode(jsondecode(file("./tests/tags.json")).taskDefinition)
    error_message = "The tags of the task definition are those of tests/tags.json."
  }

  assert {
    condition     = jsonencode(output.cluster_tags) == jsonencode(jsondecode(file("./tests/tags.json")).cluster)
    error_message = "The tags of the cluster are those of tests/tags.json."
  }

  assert {
    condition     = jsonencode(output.settings) == jsonencode(jsondecode(file("./tests/tags.json")).settings)
    error_message = "The settings are those of tests/tags.json."
  }

  assert {
    condition = (
      aws_ecs_tag.cluster[0].resource_arn == "arn:aws:ecs:eu-west-1:111122223333:cluster/staging" &&
      aws_ecs_tag.cluster[0].key == "ecs-migrate:task-definition:shop" &&
      aws_ecs_tag.cluster[0].value == "staging-shop-migrate"
    )
    error_message = "manage_cluster_tag puts the tag on the cluster."
  }

  assert {
    condition = (
      length(jsondecode(aws_ecs_task_definition.this.container_definitions)) == 2 &&
      jsondecode(aws_ecs_task_definition.this.container_definitions)[0].dependsOn == [{ containerName = "proxy", condition = "HEALTHY" }] &&
      jsondecode(aws_ecs_task_definition.this.container_definitions)[0].user == "1000" &&
      jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment == [{ name = "RAILS_ENV", value = "production" }] &&
      jsondecode(aws_ecs_task_definition.this.container_definitions)[1].essential == false &&
      jsondecode(aws_ecs_task_definition.this.container_definitions)[1].logConfiguration.options.mode == "blocking" &&
      jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters == { initProcessEnabled = true } &&
      one(aws_ecs_task_definition.this.ephemeral_storage).size_in_gib == 50 &&
      one(aws_ecs_task_definition.this.runtime_platform).cpu_architecture == "ARM64"
    )
    error_message = "Container, sidecar and size are as asked for."
  }

  assert {
    condition = jsondecode(module.roles[0].execution_policy_json).Statement[*].Resource == [
      ["arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/staging-shop-migrate:log-stream:*"],
      ["*"],
      ["arn:aws:ecr:eu-west-1:444455556666:repository/team/shop", "arn:aws:ecr:eu-west-1:111122223333:repository/proxy"],
      ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:proxy-AbCdEf"],
      ["arn:aws:ssm:eu-west-1:111122223333:parameter/shop/license"],
      ["arn:aws:kms:eu-west-1:111122223333:key/2"],
    ]
    error_message = "The execution role reaches the log group, the repositories and the secrets of these containers, and nothing else."
  }

  assert {
    condition = (
      alltrue([for rule in aws_vpc_security_group_egress_rule.internet : rule.ip_protocol == "tcp" && rule.from_port == 443 && rule.to_port == 443]) &&
      aws_vpc_security_group_egress_rule.database["reports"].referenced_security_group_id == "sg-0cccccccccccccccc" &&
      aws_vpc_security_group_ingress_rule.database["main"].security_group_id == "sg-0bbbbbbbbbbbbbbbb" &&
      aws_vpc_security_group_ingress_rule.database["main"].referenced_security_group_id == "sg-0a1b2c3d4e5f67890" &&
      aws_vpc_security_group_ingress_rule.database["main"].to_port == 5432
    )
    error_message = "The databases let the task in, and it goes there and to HTTPS only."
  }

  assert {
    condition     = output.cluster_arn == "arn:aws:ecs:eu-west-1:111122223333:cluster/staging" && length(output.role_arns) == 2
    error_message = "The outputs are what caller-policy takes."
  }
}

run "elsewhere" {
  command = apply

  variables {
    image     = "registry.example.com/shop:1"
    container = { registry_secret_arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:registry-AbCdEf" }
    network = {
      vpc_id    = "vpc-0a1b2c3d"
      subnets   = ["subnet-0a1b2c3d"]
      databases = { old = { cidr_blocks = ["10.9.0.0/24", "2001:db8::/64"], port = 3306 } }
    }
  }

  assert {
    condition = (
      jsondecode(aws_ecs_task_definition.this.container_definitions)[0].repositoryCredentials.credentialsParameter == var.container.registry_secret_arn &&
      contains(flatten(jsondecode(module.roles[0].execution_policy_json).Statement[*].Resource), var.container.registry_secret_arn)
    )
    error_message = "ECS may read the login of the registry."
  }

  assert {
    condition = (
      aws_vpc_security_group_egress_rule.database_block["old 10.9.0.0/24"].cidr_ipv4 == "10.9.0.0/24" &&
      aws_vpc_security_group_egress_rule.database_block["old 2001:db8::/64"].cidr_ipv6 == "2001:db8::/64" &&
      length(aws_vpc_security_group_ingress_rule.database) == 0 && aws_vpc_security_group_egress_rule.internet["ipv4"].to_port == 443
    )
    error_message = "A database with no security group here is reached by its addresses."
  }
}

run "own_roles" {
  command = plan

  variables {
    permissions = { role_arns = { execution = "arn:aws:iam::111122223333:role/start", task = "arn:aws:iam::111122223333:role/work" } }
    tags        = { team = "shop" }
  }

  assert {
    condition = (
      aws_ecs_task_definition.this.execution_role_arn == "arn:aws:iam::111122223333:role/start" &&
      aws_ecs_task_definition.this.task_role_arn == "arn:aws:iam::111122223333:role/work" &&
      output.role_arns == ["arn:aws:iam::111122223333:role/start", "arn:aws:iam::111122223333:role/work"] && length(module.roles) == 0
    )
    error_message = "Roles that are there are taken, each as what it is, and none is made."
  }

  assert {
    condition     = aws_ecs_task_definition.this.tags["team"] == "shop" && aws_ecs_task_definition.this.tags["ecs-migrate:launch-type"] == "FARGATE"
    error_message = "Tags stand beside those of ecs-migrate."
  }
}

run "database_url" {
  command = plan

  variables {
    command   = ["dbmate", "up"]
    container = { database_url = true }
  }

  # test/e2e/example-app.test.ts runs it.
  assert {
    condition = (
      jsondecode(aws_ecs_task_definition.this.container_definitions)[0].entryPoint == ["sh", "-c", file("./database-url.sh"), "sh"] &&
      jsondecode(aws_ecs_task_definition.this.container_definitions)[0].command == ["dbmate", "up"]
    )
    error_message = "A shell makes the URL, then runs the command."
  }
}

run "ten_subnets_fit" {
  variables {
    network = {
      vpc_id = "vpc-0a1b2c3d"
      subnets = [
        "subnet-0123456789abcde00", "subnet-0123456789abcde01", "subnet-0123456789abcde02", "subnet-0123456789abcde03", "subnet-0123456789abcde04",
        "subnet-0123456789abcde05", "subnet-0123456789abcde06", "subnet-0123456789abcde07", "subnet-0123456789abcde08", "subnet-0123456789abcde09",
      ]
    }
  }

  assert {
    condition     = length(output.settings.subnets) <= 256
    error_message = "Ten subnets fit into a tag."
  }
}
