mock_provider "aws" {
  source = "./tests"
}

# Each run gives every variable one wrong value.
variables {
  cluster = "staging"
  image   = "shop:1"
  network = { vpc_id = "vpc-0a1b2c3d", subnets = ["subnet-0a1b2c3d"] }
}

run "first" {
  command = plan

  variables {
    cluster     = "arn:aws:ecs:eu-west-1:111122223333:cluster/staging"
    image       = "shop 1"
    command     = []
    environment = { DATABASE_PASSWORD = "hunter2" }
    network     = { vpc_id = "vpc-0a1b2c3d", subnets = [] }
    size        = { cpu = 256, memory = 4096 }
    logs        = { retention_in_days = 42 }
    container   = { name = "a b" }
    sidecars    = [{ name = "proxy" }]
  }

  expect_failures = [var.cluster, var.image, var.command, var.environment, var.network, var.size, var.logs, var.sidecars]
}

run "second" {
  command = plan

  variables {
    app         = "a/b"
    environment = { DATABASE_URL = "postgres://shop:hunter2@db/shop" }
    network = {
      vpc_id = "vpc-0a1b2c3d"
      subnets = [
        "subnet-00", "subnet-01", "subnet-02", "subnet-03", "subnet-04", "subnet-05", "subnet-06", "subnet-07", "subnet-08", "subnet-09", "subnet-0a",
      ]
    }
    container = { name = "a b" }
    size      = { architecture = "arm" }
    settings  = { timeout = "30" }
  }

  expect_failures = [var.app, var.environment, var.network, var.container, var.settings]
}

run "third" {
  command = plan

  variables {
    app       = "a-name-that-is-longer-than-it-may-be-a-name-that-is-longer-than-it-may-be-a-name-that-is-longer-than-it-may-be-a-name-that-is-longer-than-it-may-be-a-name-that-is-longer-than-it-may-be-a-name-that-is-longer-than-it-may-be-a-name-that-is-longer-than-it-may-be-"
    secrets   = { DATABASE_URL = "postgres://shop:hunter2@db/shop" }
    network   = { vpc_id = "vpc-0a1b2c3d", subnets = ["eu-west-1a"] }
    size      = { architecture = "arm" }
    container = { writable_paths = { "tmp" = 64 } }
  }

  expect_failures = [var.app, var.secrets, var.network, var.size, var.container]
}

run "fourth" {
  command = plan

  variables {
    environment = { MODE = "a" }
    secrets     = { MODE = "arn:aws:ssm:eu-west-1:111122223333:parameter/mode" }
    network     = { vpc_id = "vpc-0a1b2c3d", subnets = ["subnet-0a"], security_groups = ["sg-01", "sg-02", "sg-03", "sg-04", "sg-05"] }
    size        = { ephemeral_storage = 20 }
    container   = { depends_on = { proxy = "RUNNING" } }
    sidecars    = [{ name = "proxy", image = "proxy:1" }]
  }

  expect_failures = [var.secrets, var.network, var.size, var.container]
}

run "fifth" {
  command = plan

  variables {
    # All colons must be written once there is one.
    secrets   = { DATABASE_URL = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf:url" }
    network   = { vpc_id = "vpc-0a1b2c3d", subnets = ["subnet-0a"], databases = { main = { security_group = "database" } } }
    container = { depends_on = { proxy = "START" } }
    settings  = { launch_type = "FARGATE_SPOT" }
  }

  expect_failures = [var.secrets, var.network, var.container, var.settings]
}

run "sixth" {
  command = plan

  variables {
    settings = { capacity_providers = ["FARGATE,FARGATE_SPOT"] }
    sidecars = [{ name = "proxy", image = "proxy:1", secrets = [{ name = "KEY", valueFrom = "hunter2" }] }]
  }

  expect_failures = [var.settings, var.sidecars]
}

run "seventh" {
  command = plan

  variables {
    network  = { vpc_id = "main", subnets = ["subnet-0a"] }
    settings = { lock = "the shop" }
  }

  expect_failures = [var.network, var.settings]
}

run "a_url_for_nothing" {
  command = plan

  variables {
    container = { database_url = true }
  }

  expect_failures = [var.container]
}

run "more_than_the_memory" {
  command = plan

  variables {
    container = { writable_paths = { "/tmp" = 256, "/work" = 256 } }
  }

  expect_failures = [aws_ecs_task_definition.this]
}

run "no_task_starts_so_1" {
  command = plan
  variables {
    settings = { launch_type = "EXTERNAL" }
  }
  expect_failures = [var.settings]
}

run "no_task_starts_so_2" {
  command = plan
  variables {
    settings = { launch_type = "MANAGED_INSTANCES" }
  }
  expect_failures = [var.settings]
}

run "no_task_starts_so_3" {
  command = plan
  variables {
    settings = { launch_type = "EC2" }
    network  = { vpc_id = "vpc-0a1b2c3d", subnets = ["subnet-0a1b2c3d"], assign_public_ip = true }
  }
  expect_failures = [aws_ecs_task_definition.this]
}

run "two_minds_about_roles" {
  command = plan
  variables {
    permissions = { boundary_arn = "arn:aws:iam::111122223333:policy/b", role_arns = { execution = "arn:aws:iam::111122223333:role/a", task = "arn:aws:iam::111122223333:role/b" } }
    tags        = { "ecs-migrate:lock" = "mine" }
  }
  expect_failures = [var.permissions, var.tags]
}

run "a_database_nowhere" {
  command = plan
  variables {
    network = { vpc_id = "vpc-0a1b2c3d", subnets = ["subnet-0a1b2c3d"], databases = { main = {} } }
  }
  expect_failures = [var.network]
}
